using System.Text;
using Engine.Host.Cli;
using Engine.Host.Serve.Catalog;
using Engine.Internal;
using Engine.Tests.Runtime.Simulation;

namespace Engine.Tests.Host.Serve;

public class DefinitionFileTests
{
    [Fact]
    public void Definitions_are_read_as_they_were_written()
    {
        using var folder = new TempFolder();
        Write(folder, "a", "bc");
        Write(folder, "def");
        Assert.Equal(["a", "bc", "def"], ReadIds(folder));
    }

    [Fact]
    public void File_that_is_cut_off_anywhere_keeps_what_was_whole_and_takes_more()
    {
        using var whole = new TempFolder();
        Write(whole, "first", "second");
        byte[] bytes = File.ReadAllBytes(whole.At(DefinitionFile.FileName));
        int secondAt = bytes.AsSpan().LastIndexOf("DEF1"u8);
        for (int length = 0; length <= bytes.Length; length++)
        {
            using var folder = new TempFolder();
            folder.WriteBytes(DefinitionFile.FileName, bytes[..length]);
            string[] left = length == bytes.Length ? ["first", "second"] : length >= secondAt ? ["first"] : [];
            Assert.Equal(left, ReadIds(folder));
            Write(folder, "third");
            Assert.Equal([.. left, "third"], ReadIds(folder));
        }
    }

    [Fact]
    public void Last_frame_with_any_wrong_byte_is_a_torn_write_and_an_earlier_one_is_damage()
    {
        using var whole = new TempFolder();
        Write(whole, "first", "second");
        byte[] bytes = File.ReadAllBytes(whole.At(DefinitionFile.FileName));
        int firstAt = bytes.AsSpan().IndexOf("DEF1"u8), secondAt = bytes.AsSpan().LastIndexOf("DEF1"u8);
        for (int at = firstAt; at < bytes.Length; at++)
        {
            using var folder = new TempFolder();
            byte[] changed = [.. bytes];
            changed[at] ^= 0x20;
            folder.WriteBytes(DefinitionFile.FileName, changed);
            if (at < secondAt)
            {
                Assert.Contains($"byte {firstAt}", Assert.Throws<UserError>(() => ReadIds(folder)).Message);
                Assert.Equal(changed, File.ReadAllBytes(folder.At(DefinitionFile.FileName)));
            }
            else
            {
                Assert.Equal(["first"], ReadIds(folder));
            }
        }
    }

    [Fact]
    public void File_of_another_kind_is_refused_and_left_alone()
    {
        using var folder = new TempFolder();
        folder.Write(DefinitionFile.FileName, "something of somebody");
        Assert.Throws<UserError>(() => Read(folder));
    }

    [Fact]
    public void File_that_grew_between_reading_and_opening_is_refused()
    {
        using var folder = new TempFolder();
        Write(folder, "first");
        using var file = new DefinitionFile(new FolderDisk(folder.Path));
        file.Read();
        Write(folder, "second");
        Assert.Throws<UserError>(file.Open);
    }

    [Fact]
    public void Removed_definition_is_not_read_and_may_be_written_again()
    {
        using var folder = new TempFolder();
        Write(folder, file =>
        {
            Assert.True(file.IsNew);
            foreach (string id in (string[])["a", "b", "a/", "c"])
            {
                Append(file, "acme", Definition(id, "first"));
            }

            Append(file, "other", Definition("a", "of another tenant"));
            AppendRemoval(file, "a", 0);
            AppendRemoval(file, "nobody", 0);
            AppendRemoval(file, "c", 0);
            Append(file, "acme", Definition("a", "second"));
        });
        string[] all = [Text("b", "first"), Text("a/", "first"), Text("a", "of another tenant"), Text("a", "second")];
        using (var file = new DefinitionFile(new FolderDisk(folder.Path)))
        {
            Assert.Equal(all, file.Read().Select(static stored => Encoding.UTF8.GetString(stored.Content)));
            Assert.False(file.IsNew);
        }

        // Cut off anywhere it says what it said then.
        byte[] bytes = File.ReadAllBytes(folder.At(DefinitionFile.FileName));
        int[] starts = [.. Enumerable.Range(0, bytes.Length).Where(at => bytes.AsSpan(at).StartsWith("DEF1"u8)), bytes.Length];
        string[][] said = [[], ["a"], ["a", "b"], ["a", "b", "a/"], ["a", "b", "a/", "c"], ["a", "b", "a/", "c", "a"], ["b", "a/", "c", "a"], ["b", "a/", "c", "a"], ["b", "a/", "a"], ["b", "a/", "a", "a"]];
        for (int length = starts[0]; length <= bytes.Length; length++)
        {
            using var cut = new TempFolder();
            cut.WriteBytes(DefinitionFile.FileName, bytes[..length]);
            using var file = new DefinitionFile(new FolderDisk(cut.Path));
            Assert.Equal(said[Array.FindLastIndex(starts, start => start <= length)], Ids(file));
        }
    }

    [Fact]
    public void File_of_which_most_was_removed_is_written_anew_and_says_the_same()
    {
        using var folder = new TempFolder();
        string large = new('x', 100_000);
        long most = 0;
        Write(folder, file =>
        {
            Append(file, "acme", Definition("stays", "first"));
            for (int round = 0; round < 100; round++)
            {
                byte[] definition = Definition("comes and goes", $"{round}{large}");
                Append(file, "acme", definition);
                AppendRemoval(file, "comes and goes", definition.Length);
                most = Math.Max(most, new FileInfo(folder.At(DefinitionFile.FileName)).Length);
            }

            Append(file, "acme", Definition("last", "one"));
        });
        Assert.InRange(most, 1_000_000, 1_500_000);
        Assert.False(File.Exists(folder.At(DefinitionFile.CopyName)));
        Assert.Equal([Text("stays", "first"), Text("last", "one")], Read(folder));

        // The copy that a crash left is not needed, and is not in the way.
        folder.Write(DefinitionFile.CopyName, "half of someth");
        Write(folder, static file => AppendRemoval(file, "stays", 0));
        Assert.False(File.Exists(folder.At(DefinitionFile.CopyName)));
        Assert.Equal([Text("last", "one")], Read(folder));
    }

    [Fact]
    public void File_from_which_all_was_removed_is_no_new_one()
    {
        using var folder = new TempFolder();
        Write(folder, static file =>
        {
            byte[] definition = Definition("a", new string('x', 2 << 20));
            Append(file, "acme", definition);
            AppendRemoval(file, "a", definition.Length);
        });
        Assert.InRange(new FileInfo(folder.At(DefinitionFile.FileName)).Length, 1, 100);
        using var file = new DefinitionFile(new FolderDisk(folder.Path));
        Assert.Empty(file.Read());
        Assert.False(file.IsNew);
    }

    [Fact]
    public void Crash_of_the_disk_at_any_moment_keeps_what_was_acknowledged()
    {
        for (int seed = 0; seed < 120; seed++)
        {
            var disk = new SimulatedDisk(seed) { OperationsToCrash = seed % 60 };
            var living = new List<string>();
            string? underWay = null;
            try
            {
                using var file = new DefinitionFile(disk);
                file.Read();
                file.Open();
                for (int number = 0; ; number++)
                {
                    // Every third is removed again; the file is written anew now and then.
                    byte[] definition = Definition($"{number}", new string('x', 300_000));
                    underWay = $"{number}";
                    Append(file, "acme", definition);
                    living.Add(underWay);
                    if (number % 3 != 0)
                    {
                        AppendRemoval(file, underWay, definition.Length);
                        living.Remove(underWay);
                    }
                }
            }
            catch (Exception exception) when (exception is SimulatedCrash || exception.InnerException is SimulatedCrash)
            {
            }

            disk.Restart();
            using var next = new DefinitionFile(disk);
            List<string> read = Ids(next);
            Assert.Equal(living.Where(id => id != underWay), read.Where(id => id != underWay));
            next.Open();
        }
    }

    [Fact]
    public void Write_that_failed_leaves_nothing_between_what_was_acknowledged()
    {
        int failures = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var disk = new SimulatedDisk(seed);
            var random = new Random(seed);
            var frames = new DefinitionFrames();
            var acknowledged = new List<string>();
            var failed = new List<string[]>();
            using (var file = new DefinitionFile(disk))
            {
                file.Read();
                file.Open();
                for (int group = random.Next(1, 12); group > 0; group--)
                {
                    disk.OperationsToFailure = random.Next(3) == 0 ? random.Next(4) : disk.OperationsToFailure;
                    string[] ids = [.. Enumerable.Range(0, random.Next(1, 5)).Select(place => $"{group:00}-{place}")];
                    frames.Clear();

                    // All of one length: what is left of an earlier write would begin where a later one ends.
                    foreach (string id in ids)
                    {
                        frames.AddDefinition("acme", Definition(id, new string('x', 1_000)));
                    }

                    try
                    {
                        file.Append(frames);
                        acknowledged.AddRange(ids);
                        failed.Clear();
                    }
                    catch (IOException)
                    {
                        failed.Add(ids);
                        failures++;
                    }
                }
            }

            disk.Restart();
            using var next = new DefinitionFile(disk);
            List<string> read = Ids(next);
            Assert.Equal(acknowledged, read.Take(acknowledged.Count));

            // Of what failed last, a first part may have come to the disk all the same.
            string[] rest = [.. read.Skip(acknowledged.Count)];
            Assert.True(rest.Length == 0 || failed.Exists(ids => ids.AsSpan().StartsWith(rest)), $"seed {seed}: {string.Join(", ", rest)}");
            next.Open();
        }

        Assert.InRange(failures, 100, 10_000);
    }

    [Fact]
    public void Definition_of_one_that_is_there_takes_its_place()
    {
        using var folder = new TempFolder();
        Write(folder, file =>
        {
            Append(file, "acme", Definition("a", "first"));
            Append(file, "acme", Definition("b", "first"));
            Append(file, "acme", Definition("a", "second"));
        });
        Assert.Equal([Text("b", "first"), Text("a", "second")], Read(folder));
    }

    private static void Append(DefinitionFile file, string tenant, byte[] content)
    {
        var frames = new DefinitionFrames();
        frames.AddDefinition(tenant, content);
        file.Append(frames);
    }

    private static void AppendRemoval(DefinitionFile file, string id, int contentBytes)
    {
        var frames = new DefinitionFrames();
        frames.AddRemoval("acme", id, contentBytes);
        file.Append(frames);
    }

    private static List<string> Ids(DefinitionFile file) =>
        [.. file.Read().Select(static stored => System.Text.Json.JsonDocument.Parse(stored.Content).RootElement.GetProperty("workflow_id").GetString()!)];

    private static List<string> ReadIds(TempFolder folder)
    {
        using var file = new DefinitionFile(new FolderDisk(folder.Path));
        return Ids(file);
    }

    private static byte[] Definition(string id, string name) => Encoding.UTF8.GetBytes(Text(id, name));

    private static string Text(string id, string name) => $$"""{"workflow_id":"{{id}}","name":"{{name}}"}""";

    private static void Write(TempFolder folder, Action<DefinitionFile> write)
    {
        using var file = new DefinitionFile(new FolderDisk(folder.Path));
        file.Read();
        file.Open();
        write(file);
    }

    private static List<string> Read(TempFolder folder)
    {
        using var file = new DefinitionFile(new FolderDisk(folder.Path));
        return [.. file.Read().Select(static stored =>
        {
            Assert.Equal("acme", stored.Tenant);
            return Encoding.UTF8.GetString(stored.Content);
        })];
    }

    private static void Write(TempFolder folder, params string[] ids)
    {
        using var file = new DefinitionFile(new FolderDisk(folder.Path));
        file.Read();
        file.Open();
        foreach (string id in ids)
        {
            Append(file, "acme", Definition(id, ""));
        }
    }
}
