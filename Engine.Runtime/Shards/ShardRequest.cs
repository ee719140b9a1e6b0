namespace Engine.Internal;

/// <summary>Something that is asked of a shard from another thread. It is carried out in a tick, and answered when what it did is on the disk.</summary>
internal abstract class ShardRequest
{
    /// <summary>Carries it out on the shard's thread.</summary>
    /// <returns>The position that must be on the disk before it is answered; <see cref="AnswersItself"/> where somebody else will answer it.</returns>
    public abstract long Execute(Shard shard);

    /// <summary>Answers it. On the shard's thread; what the asker does next runs elsewhere.</summary>
    public abstract void Answer();

    /// <summary>Answers it with an exception.</summary>
    public abstract void Refuse(Exception exception);

    public const long AnswersItself = -1;
}
