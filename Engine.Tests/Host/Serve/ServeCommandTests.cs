namespace Engine.Tests.Host.Serve;

public class ServeCommandTests
{
    [Theory]
    [InlineData("https://127.0.0.1:1", "--urls", "http://")]
    [InlineData("127.0.0.1:1", "--urls")]
    [InlineData("http://example.org:1", "'example.org'")]
    [InlineData("http://0.0.0.0:1", "0.0.0.0", "--keys")]
    [InlineData("http://127.0.0.1:1/path", "--urls")]
    public void Address_that_cannot_be_served_is_refused(string url, params string[] fragments) => HostRun.Of("serve", "--data", "none", "--urls", url).FailedWith(fragments);

    [Theory]
    [InlineData("--rate", "0")]
    [InlineData("--connections", "many")]
    [InlineData("--event-window", "3")]
    [InlineData("--shards", "65")]
    public void Number_beyond_its_limits_is_refused(string option, string value) => HostRun.Of("serve", option, value).FailedWith(option, value);

    [Fact]
    public void Missing_file_of_keys_is_named() => HostRun.Of("serve", "--data", "none", "--keys", "no-such-file.json").FailedWith("no-such-file.json");

    [Fact]
    public void Help_names_what_can_be_set()
    {
        string help = HostRun.Of("serve", "--help").Succeeded().Output;
        Assert.All((string[])["--urls", "--data", "--keys", "--simulate-agents", "--rate"], option => Assert.Contains(option, help));
    }

    [Fact]
    public async Task Address_that_is_taken_is_named_and_the_folder_is_free_again()
    {
        using var folder = new TempFolder();
        await using ServedHost host = await ServedHost.StartAsync();
        string taken = host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        for (int times = 0; times < 2; times++)
        {
            await Task.Run(() => HostRun.Of("serve", "--data", folder.At("data"), "--urls", taken).FailedWith("--urls", taken)).Within();
        }
    }
}
