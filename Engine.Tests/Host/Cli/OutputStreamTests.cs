using System.Runtime.InteropServices;
using Engine.Host;
using Engine.Host.Cli;

namespace Engine.Tests.Host.Cli;

public sealed class OutputStreamTests
{
    private const int BrokenPipe = 32, NoSpace = 28;

    [Fact]
    public void Standard_output_that_is_full_is_named_with_the_fix()
    {
        var error = new StringWriter { NewLine = "\n" };
        using var output = new StreamWriter(Failing(NoSpace));
        Assert.Equal(ExitCode.BadInput, Program.Run(["plan", Samples.Modules], output, error));
        Assert.Equal("engine: standard output: cannot be written: no space left on device. Free space or write elsewhere with -o.\n", error.ToString());
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("plan", "--json")]
    [InlineData("run", "--speed", "inf")]
    public void Reader_that_leaves_ends_the_program_without_a_word(string command, params string[] options)
    {
        var error = new StringWriter();
        using var output = new StreamWriter(Failing(BrokenPipe));
        Assert.Equal(ExitCode.ReaderGone, Program.Run([command, Samples.Modules, .. options], output, error));
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void Standard_error_that_cannot_be_written_keeps_the_exit_code()
    {
        using var error = new StreamWriter(new LossyStream(new FailingStream(NoSpace))) { AutoFlush = true };
        using var output = new StreamWriter(new MemoryStream());
        Assert.Equal(ExitCode.BadInput, Program.Run(["plan", "no-such-file"], output, error));
    }

    [Fact]
    public void Error_line_is_one_bounded_harmless_line_that_keeps_its_end()
    {
        var error = new StringWriter { NewLine = "\n" };
        ErrorLine.Write(error, $"engine: a\u2028b\u2029c\u202Ed\u001b[31m{new string('x', 10_000)} Mend it.");
        string line = error.ToString();
        Assert.StartsWith("engine: a b c\uFFFDd\uFFFD[31mx", line, StringComparison.Ordinal);
        Assert.EndsWith(" Mend it.\n", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 100, ErrorLine.MaxLength + 1);
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    [InlineData(PosixSignal.SIGHUP, 129)]
    public void First_signal_stops_in_an_orderly_way_and_the_second_ends_the_process(PosixSignal signal, int exitCode)
    {
        using var signals = new EndSignals(isOrderly: true);
        int stops = 0;
        Assert.True(signals.Receive(signal));
        signals.StopWith(() => stops++);
        Assert.Equal((1, exitCode), (stops, signals.ExitCode));
        Assert.False(signals.Receive(PosixSignal.SIGINT));
        Assert.Equal((1, exitCode), (stops, signals.ExitCode));
    }

    private static OutputStream Failing(int number) => new(new FailingStream(number), "standard output", "Free space or write elsewhere with -o.");

    /// <summary>Fails as the system does, by an error number.</summary>
    private sealed class FailingStream(int number) : ForwardStream(Null)
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("the system's words", number);
    }
}
