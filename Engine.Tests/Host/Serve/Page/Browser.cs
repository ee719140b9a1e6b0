using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Engine.Tests.Host.Serve.Page;

/// <summary>
/// A headless Chromium with one page, told what to do by the DevTools protocol over a socket on loopback. Where there is no Chromium on the path, tests
/// that need one say so and pass.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    public const string Missing = "There is no 'chromium' on the path: not tried.";

    private static readonly string[] Flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--hide-scrollbars", "--disable-dev-shm-usage", "--remote-debugging-address=127.0.0.1", "--remote-debugging-port=0",
    ];

    private readonly Process _process;
    private readonly string _folder;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _errors = [];
    private string? _session;
    private int _number;

    private Browser(Process process, string folder) => (_process, _folder) = (process, folder);

    /// <summary>Exceptions of the page, and what the browser complained about.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Starts one; null where there is none.</summary>
    public static async Task<Browser?> TryStartAsync()
    {
        string? program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(static folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);
        if (program is null)
        {
            return null;
        }

        string folder = Directory.CreateTempSubdirectory("engine-browser").FullName;
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string flag in (string[])[.. Flags, $"--user-data-dir={folder}", "about:blank"])
        {
            start.ArgumentList.Add(flag);
        }

        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.OutputDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var browser = new Browser(process, folder);
        try
        {
            await browser.ConnectAsync().Within();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens an address in a window of so many pixels.</summary>
    public async Task OpenAsync(string url, int width = 1280, int height = 900, bool isDark = false)
    {
        await CallAsync("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = false });
        await CallAsync("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = isDark ? "dark" : "light" } } });
        await CallAsync("Page.navigate", new { url = "about:blank" });
        await CallAsync("Page.navigate", new { url });
    }

    /// <summary>The value of an expression; a promise is waited for.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        JsonElement answer = await CallAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        Assert.False(answer.TryGetProperty("exceptionDetails", out JsonElement exception), $"{expression}: {exception}");
        return answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task UntilAsync(string expression)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            if ((await EvaluateAsync($"!!({expression})")).GetBoolean())
            {
                return;
            }

            Assert.True(waited.Elapsed < Patience.Limit, $"never true: {expression}\n{await EvaluateAsync("document.body.innerText")}\n{string.Join('\n', _errors)}");
        }
    }

    /// <summary>Presses a key, such as "/".</summary>
    public async Task PressAsync(string key)
    {
        await CallAsync("Input.dispatchKeyEvent", new { type = "keyDown", key, text = key.Length == 1 ? key : "" });
        await CallAsync("Input.dispatchKeyEvent", new { type = "keyUp", key });
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().Within();
        _process.Dispose();
        for (int attempt = 0; attempt < 20 && Directory.Exists(_folder); attempt++)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
            }
            catch (IOException)
            {
                await Task.Delay(50); // a child of the browser still writes
            }
        }
    }

    private async Task ConnectAsync()
    {
        string portFile = Path.Combine(_folder, "DevToolsActivePort");
        string[] lines;
        while (!File.Exists(portFile) || (lines = await File.ReadAllLinesAsync(portFile)).Length < 2)
        {
            Assert.False(_process.HasExited, "Chromium has ended at its start.");
            await Task.Delay(20);
        }

        await _socket.ConnectAsync(new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}"), CancellationToken.None);
        string target = (await CallAsync("Target.createTarget", new { url = "about:blank" })).GetProperty("targetId").GetString()!;
        _session = (await CallAsync("Target.attachToTarget", new { targetId = target, flatten = true })).GetProperty("sessionId").GetString();
        foreach (string domain in (string[])["Runtime", "Log", "Page"])
        {
            await CallAsync($"{domain}.enable", new { });
        }
    }

    private async Task<JsonElement> CallAsync(string method, object parameters)
    {
        int id = ++_number;
        byte[] message = _session is null
            ? JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters })
            : JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters, sessionId = _session });
        await _socket.SendAsync(message, WebSocketMessageType.Text, true, CancellationToken.None).Within();
        while (true)
        {
            JsonElement told = await ReceiveAsync().Within();
            if (told.TryGetProperty("id", out JsonElement answered) && answered.GetInt32() == id)
            {
                Assert.False(told.TryGetProperty("error", out JsonElement error), $"{method}: {error}");
                return told.GetProperty("result");
            }

            if (told.TryGetProperty("method", out JsonElement kind) && kind.GetString() is "Runtime.exceptionThrown" or "Log.entryAdded")
            {
                _errors.Add(told.GetProperty("params").ToString());
            }
        }
    }

    private async Task<JsonElement> ReceiveAsync()
    {
        var bytes = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult received;
        do
        {
            received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            bytes.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);

        using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetString(bytes.ToArray()));
        return document.RootElement.Clone();
    }
}
