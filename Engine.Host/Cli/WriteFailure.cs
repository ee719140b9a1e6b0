namespace Engine.Host.Cli;

/// <summary>Says in words why something could not be written. The system's numbers are those of Linux and macOS, and of Windows behind 0x8007.</summary>
internal static class WriteFailure
{
    /// <summary>The system has no room in a pipe that does not wait; nothing was written.</summary>
    public static bool MeansTryAgain(IOException exception) => exception.HResult is 11 or 35;

    /// <summary>Nobody reads the pipe any more.</summary>
    public static bool MeansReaderGone(Exception exception) => exception.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);

    /// <summary>Why, such as "no space left on device".</summary>
    public static string Reason(Exception exception) =>
        KnownReason(exception) ?? (exception is UnauthorizedAccessException ? "no permission" : exception.Message.TrimEnd('.'));

    /// <summary>The same where it is one of the usual ones, in words that name no path; else null.</summary>
    public static string? KnownReason(Exception exception) => exception.HResult switch
    {
        9 => "it is closed",
        27 => "it would be larger than the system allows",
        28 or unchecked((int)0x80070070) => "no space left on device",
        122 => "the disk quota is used up",
        _ => null,
    };
}
