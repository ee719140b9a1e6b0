namespace Engine.Internal;

/// <summary>What is to happen once a position is on the disk.</summary>
internal readonly struct DiskWait(long position, DiskWaitKind kind, int slot, int index, object? subject)
{
    public readonly long Position = position;
    public readonly DiskWaitKind Kind = kind;
    public readonly int Slot = slot;
    public readonly int Index = index;
    public readonly object? Subject = subject;
}
