namespace Engine.Host.Cli;

/// <summary>
/// A stream whose failures name what could not be written and the fix. The first failure is thrown, what is written after it
/// is dropped: a writer that is disposed on the way out must not fail again.
/// </summary>
/// <param name="inner">Where the bytes go.</param>
/// <param name="name">What a person knows it as, such as "standard output" or "--svg picture.svg".</param>
/// <param name="fix">What to do when it cannot be written.</param>
internal sealed class OutputStream(Stream inner, string name, string fix) : ForwardStream(inner)
{
    private bool _hasFailed;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_hasFailed)
        {
            return;
        }

        try
        {
            Inner.Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(exception);
        }
    }

    public override void Flush()
    {
        if (_hasFailed)
        {
            return;
        }

        try
        {
            Inner.Flush();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                Inner.Dispose();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (!_hasFailed)
                {
                    throw Failure(exception);
                }
            }
        }

        base.Dispose(disposing);
    }

    private Exception Failure(Exception exception)
    {
        _hasFailed = true;
        return WriteFailure.MeansReaderGone(exception)
            ? new ReaderGoneException(exception)
            : new UserError($"{name}: cannot be written: {WriteFailure.Reason(exception)}. {fix}");
    }
}
