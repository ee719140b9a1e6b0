namespace Engine.Runtime;

/// <summary>The host has stopped. With a folder, runs that had not ended go on when it is opened again; without one they are gone.</summary>
public sealed class HostStoppedException : InvalidOperationException
{
    internal HostStoppedException(bool isKept)
        : base(isKept
            ? "The host has stopped. Its runs are in its folder, and go on when a host opens it."
            : "The host has stopped, and what had not ended is gone with it: it has no folder.")
    {
    }
}
