using System.Text;
using System.Text.Json;
using Engine.Host;

namespace Engine.Tests.Host;

/// <summary>What the program answered to a command line.</summary>
internal sealed record HostRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs the program in this process.</summary>
    public static HostRun Of(params string[] args)
    {
        var bytes = new MemoryStream();
        using var output = new StreamWriter(bytes, new UTF8Encoding(false));
        using var error = new StringWriter { NewLine = "\n" };
        int exitCode = Program.Run(args, output, error);
        output.Flush();
        return new HostRun(exitCode, Encoding.UTF8.GetString(bytes.ToArray()).ReplaceLineEndings("\n"), error.ToString());
    }

    /// <summary>Output as JSON.</summary>
    public JsonElement Json()
    {
        using JsonDocument document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }

    /// <summary>Asserts that the run went well and said nothing on stderr.</summary>
    public HostRun Succeeded()
    {
        Assert.Equal((0, ""), (ExitCode, Error));
        return this;
    }

    /// <summary>Asserts exit code 2, nothing on stdout, and one line on stderr that has all the fragments.</summary>
    public void FailedWith(params string[] fragments)
    {
        Assert.Equal(2, ExitCode);
        Assert.Equal("", Output);
        FailedOnOneLine(fragments);
    }

    /// <summary>Asserts one line on stderr that has all the fragments and no trace of the program's inside.</summary>
    public void FailedOnOneLine(params string[] fragments)
    {
        Assert.StartsWith("engine: ", Error);
        Assert.Equal(Error.Length - 1, Error.IndexOf('\n', StringComparison.Ordinal));
        Assert.DoesNotContain("Exception", Error);
        Assert.DoesNotContain("   at ", Error);
        foreach (string fragment in fragments)
        {
            Assert.Contains(fragment, Error);
        }
    }
}
