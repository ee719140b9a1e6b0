using System.Text;

namespace Engine.Tests.Host.Run;

/// <summary>Passes text on, and calls back once when a line ends with a given text.</summary>
internal sealed class CallbackWriter(TextWriter inner, string lineEnd, Action callback) : TextWriter
{
    private bool _isCalled;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(value);

    public override void WriteLine(string? value)
    {
        inner.WriteLine(value);
        if (!_isCalled && value is not null && value.EndsWith(lineEnd, StringComparison.Ordinal))
        {
            _isCalled = true;
            callback();
        }
    }
}
