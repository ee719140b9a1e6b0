using Engine.Internal;

namespace Engine.Events;

/// <summary>Keeps events that could not be delivered, in memory, up to a limit. Safe for several deliveries at a time. A letter allocates its copy.</summary>
public sealed class DeadLetterStore : IDeadLetters
{
    /// <summary>How many letters the largest store keeps.</summary>
    public const int MaxLetterLimit = 1 << 24;

    private readonly Lock _lock = new();
    private readonly List<StoredDeadLetter> _letters = [];
    private readonly int _maxLetters;

    /// <summary>An empty store.</summary>
    /// <param name="maxLetters">How many letters it keeps; one more is an error that ends the delivery which adds it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside of its limits.</exception>
    public DeadLetterStore(int maxLetters = 10_000)
    {
        if (maxLetters is < 1 or > MaxLetterLimit)
        {
            ThrowQueue.BadLetterLimit(maxLetters, MaxLetterLimit);
        }

        _maxLetters = maxLetters;
    }

    /// <summary>How many letters it has.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _letters.Count;
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The store is full.</exception>
    public void Add(in DeadLetter letter)
    {
        lock (_lock)
        {
            if (_letters.Count == _maxLetters)
            {
                ThrowQueue.TooManyLetters(_maxLetters);
            }

            _letters.Add(new StoredDeadLetter(letter.Header, letter.Payload.ToArray(), letter.Reason, letter.Attempts, letter.Error));
        }
    }

    /// <summary>Takes all letters out, in the order in which they came.</summary>
    public IReadOnlyList<StoredDeadLetter> Take()
    {
        lock (_lock)
        {
            StoredDeadLetter[] letters = [.. _letters];
            _letters.Clear();
            return letters;
        }
    }
}
