namespace Engine.Internal;

/// <summary>Something that is asked of a shard from another thread. It is carried out in a tick, and answered when what it did is on the disk.</summary>
internal abstract class ShardRequest
{
    /// <summary>Carries it out on the shard's thread.</summary>
    /// <returns>
    /// The position that must be on the disk before it is answered; <see cref="AnswersItself"/> where somebody else will answer it or has;
    /// <see cref="Unfinished"/> to be called again.
    /// </returns>
    public abstract long Execute(Shard shard);

    /// <summary>Answers it. On the shard's thread; what the asker does next runs elsewhere.</summary>
    public abstract void Answer();

    /// <summary>Answers it with an exception.</summary>
    public abstract void Refuse(Exception exception);

    /// <summary>Whether who asked does not wait for the answer any more.</summary>
    public virtual bool IsGivenUp => false;

    /// <summary>The shard lets go of it without an answer.</summary>
    public virtual void Drop()
    {
    }

    /// <summary>Its place among those that wait for one run. The shard's own.</summary>
    public ShardRequest? NextWaiter { get; set; }

    public const long AnswersItself = -1;

    /// <summary>It was carried out in part, and the next tick goes on with it.</summary>
    public const long Unfinished = -2;
}
