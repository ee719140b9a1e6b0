using Engine.Host.Serve;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Host.Serve;

public class BackgroundCollectionsTests
{
    private readonly FakeTimeProvider _time = new();
    private int _young;
    private int _old;
    private int _asked;

    [Fact]
    public void First_is_asked_for_at_the_start_and_no_more_where_nothing_is_used_up()
    {
        using BackgroundCollections collections = Start();
        Assert.Equal(1, _asked);
        Pass(10);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public void One_is_asked_for_every_other_look_where_new_memory_is_collected_and_old_memory_is_not()
    {
        using BackgroundCollections collections = Start();
        for (int look = 1; look <= 10; look++)
        {
            _young++;
            Pass(1);
            Assert.Equal(1 + (look / 2), _asked);
        }
    }

    [Fact]
    public void None_is_asked_for_where_old_memory_is_collected_anyhow()
    {
        using BackgroundCollections collections = Start();
        for (int look = 0; look < 10; look++)
        {
            _young++;
            _old++;
            Pass(1);
        }

        Assert.Equal(1, _asked);
    }

    [Fact]
    public void Two_are_never_twenty_seconds_apart_under_load()
    {
        using BackgroundCollections collections = Start();
        int lookOfLast = 0, mostLooks = 0;
        var random = new Random(3);
        for (int look = 1; look < 1_000; look++)
        {
            int before = _old;
            _young++;
            _old += random.Next(3) == 0 ? 1 : 0;
            Pass(1);
            if (_old != before)
            {
                mostLooks = Math.Max(mostLooks, look - lookOfLast);
                lookOfLast = look;
            }
        }

        // It may come at the beginning of the time between two looks, and the next at the end of another.
        Assert.InRange(mostLooks * BackgroundCollections.LookEvery, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(19));
    }

    private BackgroundCollections Start() => BackgroundCollections.Start(_time, generation => generation == 0 ? _young : _old, () =>
    {
        _asked++;
        _young++;
        _old++;
    });

    private void Pass(int looks)
    {
        for (int look = 0; look < looks; look++)
        {
            _time.Advance(BackgroundCollections.LookEvery);
        }
    }
}
