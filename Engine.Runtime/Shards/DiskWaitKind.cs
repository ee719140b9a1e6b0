namespace Engine.Internal;

/// <summary>What waits for the disk.</summary>
internal enum DiskWaitKind : byte
{
    /// <summary>An attempt: its body is called.</summary>
    Attempt,

    /// <summary>A step's value: those that depend on it may start.</summary>
    Successors,

    /// <summary>A run that has stopped: its compensations begin.</summary>
    Undo,

    /// <summary>A run that has ended: those who wait for it are told.</summary>
    End,

    /// <summary>A request: it is answered.</summary>
    Request,
}
