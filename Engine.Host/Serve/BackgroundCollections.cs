namespace Engine.Host.Serve;

/// <summary>
/// Has old memory collected beside the requests every 18 seconds or more often, while new memory is used up. The collector's thread for that ends after 20 seconds
/// without work, and one begun anew is found not ready in a third of the cases: then all wait for a whole collection, 25 ms for each 100 MB (decision 19).
/// </summary>
internal sealed class BackgroundCollections : IDisposable
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(9);

    private readonly Func<int, int> _countOf;
    private readonly Action _collect;
    private readonly ITimer _timer;
    private int _young;
    private int _old;
    private bool _hasAsked;

    private BackgroundCollections(TimeProvider time, Func<int, int> countOf, Action collect)
    {
        _countOf = countOf;
        _collect = collect;
        Ask();
        _timer = time.CreateTimer(static self => ((BackgroundCollections)self!).Look(), this, LookEvery, LookEvery);
    }

    /// <summary>Begins with one collection, now that little lives.</summary>
    public static BackgroundCollections Start(TimeProvider time) => Start(time, static generation => GC.CollectionCount(generation), Collect);

    /// <param name="time">The clock.</param>
    /// <param name="countOf">How many collections of a generation there have been.</param>
    /// <param name="collect">Has all memory collected and holds nobody up.</param>
    public static BackgroundCollections Start(TimeProvider time, Func<int, int> countOf, Action collect) => new(time, countOf, collect);

    public void Dispose() => _timer.Dispose();

    private static void Collect()
    {
        // New memory first: in a native program nobody goes on who needs a collection of it while old memory is looked at, 20 to 40 ms with 200 MB.
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        GC.Collect(2, GCCollectionMode.Forced, blocking: false);
    }

    private void Look()
    {
        bool isLate = _countOf(2) == _old && !_hasAsked, isBusy = _countOf(0) != _young;
        _hasAsked = false;
        if (isLate && isBusy)
        {
            Ask();
        }
        else
        {
            Remember();
        }
    }

    private void Ask()
    {
        _collect();
        _hasAsked = true;
        Remember();
    }

    private void Remember()
    {
        _young = _countOf(0);
        _old = _countOf(2);
    }
}
