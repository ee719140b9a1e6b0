using System.Text;
using Engine.Host.Cli;
using Engine.Host.Serve.Catalog;
using Engine.Internal;

namespace Engine.Tests.Host.Serve;

public class DefinitionFileTests
{
    [Fact]
    public void Definitions_are_read_as_they_were_written()
    {
        using var folder = new TempFolder();
        Write(folder, "a", "bc");
        Write(folder, "def");
        Assert.Equal(["a", "bc", "def"], Read(folder));
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
            Assert.Equal(left, Read(folder));
            Write(folder, "third");
            Assert.Equal([.. left, "third"], Read(folder));
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
                Assert.Contains($"byte {firstAt}", Assert.Throws<UserError>(() => Read(folder)).Message);
                Assert.Equal(changed, File.ReadAllBytes(folder.At(DefinitionFile.FileName)));
            }
            else
            {
                Assert.Equal(["first"], Read(folder));
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

    private static List<string> Read(TempFolder folder)
    {
        using var file = new DefinitionFile(new FolderDisk(folder.Path));
        return [.. file.Read().Select(static stored =>
        {
            Assert.Equal("acme", stored.Tenant);
            return Encoding.UTF8.GetString(stored.Content);
        })];
    }

    private static void Write(TempFolder folder, params string[] contents)
    {
        using var file = new DefinitionFile(new FolderDisk(folder.Path));
        file.Read();
        file.Open();
        foreach (string content in contents)
        {
            file.Append("acme", Encoding.UTF8.GetBytes(content));
        }
    }
}
