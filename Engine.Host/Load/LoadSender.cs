using System.Buffers;
using System.Diagnostics;
using System.Text;
using Engine.Host.Cli;

namespace Engine.Host.Load;

/// <summary>Sends the requests of a load, and keeps by route how long each took or why it failed. Any thread may send, each over a connection of its own.</summary>
internal sealed class LoadSender(LoadOptions options)
{
    private const int MaxToldBytes = 500;

    private readonly RouteTally[] _tallies = [.. LoadMix.Names.Select(static name => new RouteTally(name))];
    private long _start;

    /// <summary>The clock begins.</summary>
    public void Begin() => _start = Stopwatch.GetTimestamp();

    /// <summary>Ticks of the stopwatch since the beginning.</summary>
    public long Now() => Stopwatch.GetTimestamp() - _start;

    public static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="connection">Where to.</param>
    /// <param name="route">What it asks for.</param>
    /// <param name="request">Its bytes.</param>
    /// <param name="begin">Since when it has waited.</param>
    /// <param name="series">Gets what was seen, too.</param>
    /// <returns>The answer; null: there was none, or not the one that there should be.</returns>
    public async ValueTask<HttpAnswer?> SendAsync(HttpConnection connection, LoadRoute route, ArrayBufferWriter<byte> request, long begin, LoadSeries? series = null)
    {
        RouteTally tally = _tallies[(int)route];
        HttpAnswer answer = default;
        string? reason;
        try
        {
            answer = await connection.SendAsync(request.WrittenMemory).ConfigureAwait(false);
            reason = answer.Status == ExpectedStatus(route) ? null : $"status {answer.Status}";
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            reason = exception.Message;
        }

        if (reason is not null)
        {
            tally.Fail(reason);
            series?.Fail();
            return null;
        }

        double microseconds = Microseconds(Now() - begin);
        tally.Add(microseconds);
        series?.Add(microseconds);
        return answer;
    }

    /// <summary>Sends a request that must succeed, and is not measured.</summary>
    /// <exception cref="UserError">It did not.</exception>
    public async ValueTask<HttpAnswer> ExpectAsync(HttpConnection connection, ArrayBufferWriter<byte> request, string what)
    {
        HttpAnswer answer;
        try
        {
            answer = await connection.SendAsync(request.WrittenMemory).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            throw NotThere(what, exception);
        }

        return answer.Status is 200 or 201 ? answer
            : throw new UserError($"load: {what} at {options.HostName} was answered with {answer.Status}: {Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(answer.Body.Length, MaxToldBytes)])}");
    }

    public UserError NotThere(string what, Exception exception) =>
        new($"load: {what} at {options.HostName}: {exception.Message}. Start the server with 'engine serve', or name another one.");

    /// <summary>The routes of the mix, and any other that was asked.</summary>
    public IReadOnlyList<RouteResult> Routes(double seconds) =>
        [.. _tallies.Where((tally, route) => tally.IsUsed || options.Mix.Has((LoadRoute)route)).Select(tally => tally.Result(seconds))];

    private static int ExpectedStatus(LoadRoute route) => route == LoadRoute.Create ? 201 : 200;
}
