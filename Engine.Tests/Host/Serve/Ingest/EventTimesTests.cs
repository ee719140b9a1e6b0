using System.Globalization;
using System.Text;
using Engine.Host.Serve.Ingest;

namespace Engine.Tests.Host.Serve.Ingest;

public class EventTimesTests
{
    [Fact]
    public void Times_are_read_as_the_framework_reads_them()
    {
        var random = new Random(11);
        string[] formats = ["yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-dd HH:mm:ss.ffffffZ", "yyyy-MM-ddTHH:mm:ss.fffzzz", "yyyy-MM-ddTHH:mm:ss.fffffff+00:00", "yyyy-MM-ddTHH:mm:ss"];
        for (int round = 0; round < 2_000; round++)
        {
            string format = formats[random.Next(formats.Length)];
            var offset = format.EndsWith("zzz", StringComparison.Ordinal) ? TimeSpan.FromMinutes(random.Next(-720, 720)) : TimeSpan.Zero;
            string text = new DateTimeOffset(random.NextInt64(DateTime.MinValue.AddDays(2).Ticks, DateTime.MaxValue.AddDays(-2).Ticks), offset).ToString(format, CultureInfo.InvariantCulture);
            long wanted = (DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
            Assert.True(EventTimes.TryParseText(Encoding.ASCII.GetBytes(text), out long micros), text);
            // The framework's division goes towards zero before 1970; both cut what is finer than a microsecond.
            Assert.InRange(micros - wanted, -1, 1);
            Assert.Equal(text.Contains('.', StringComparison.Ordinal) ? micros : wanted, micros);
        }
    }

    [Theory]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-01-01T24:00:00Z")]
    [InlineData("2026-01-01T00:00:00.Z")]
    [InlineData("2026-01-01T00:00:00+1")]
    [InlineData("2026-01-01T00:00:00+25:00")]
    [InlineData("2026-01-01")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("")]
    public void What_is_no_time_is_refused(string text) => Assert.False(EventTimes.TryParseText(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1767323045", 1_767_323_045_000_000)]
    [InlineData("1767323045.25", 1_767_323_045_250_000)]
    [InlineData("1767323045.1234567", 1_767_323_045_123_456)]
    [InlineData("1767323045125", 1_767_323_045_125_000)]
    [InlineData("1767323045125.5", 1_767_323_045_125_500)]
    [InlineData("1767323045125001", 1_767_323_045_125_001)]
    public void Number_is_of_seconds_milliseconds_or_microseconds(string text, long wanted)
    {
        Assert.True(EventTimes.TryParseNumber(Encoding.ASCII.GetBytes(text), out long micros));
        Assert.Equal(wanted, micros);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("999999999999999999")]
    [InlineData("")]
    public void Number_that_is_no_time_is_refused(string text) => Assert.False(EventTimes.TryParseNumber(Encoding.ASCII.GetBytes(text), out _));
}
