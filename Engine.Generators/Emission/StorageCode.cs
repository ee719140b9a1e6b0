using System.Collections.Generic;
using System.Globalization;
using Engine.Generators.Model;

namespace Engine.Generators.Emission;

/// <summary>The expressions that write values into a <c>buffer</c> and read them from a <c>reader</c>.</summary>
internal sealed class StorageCode
{
    /// <summary>The name of a method that reads a type of MemoryPack's, with a number behind it.</summary>
    public const string PackedReader = "ReadPacked";

    private const string MemoryPack = "global::MemoryPack.MemoryPackSerializer";

    private readonly List<StorageModel> _packed = [];

    public string Write(StorageModel storage, string value) => storage.Kind switch
    {
        StorageKind.Bytes => $"buffer.WriteUnmanaged({value})",
        StorageKind.Text => $"buffer.WriteString({value})",
        StorageKind.Packed => $"{MemoryPack}.Serialize(buffer, {value})",
        StorageKind.Array => $"buffer.WriteArray({value}{WriteElement(storage.Element!)})",
        StorageKind.Memory => $"buffer.WriteMemory({value}{WriteElement(storage.Element!)})",
        _ => $"buffer.WriteNullable({value}{WriteElement(storage.Element!)})",
    };

    public string Read(StorageModel storage) => storage.Kind switch
    {
        StorageKind.Bytes => $"reader.ReadUnmanaged<{storage.Type}>()",
        StorageKind.Text => "reader.ReadString()!",
        StorageKind.Packed => $"{PackedReader}{Number(storage)}(ref reader)",
        StorageKind.Array => $"reader.ReadArray{ReadElement(storage.Element!)}!",
        StorageKind.Memory => $"reader.ReadMemory{ReadElement(storage.Element!)}",
        _ => $"reader.ReadNullable{ReadElement(storage.Element!)}",
    };

    /// <summary>The results of a mapped step, given how one of them is stored.</summary>
    public string WriteResults(StorageModel element, string value) => $"buffer.WriteResults({value}{WriteElement(element)})";

    public string ReadResults(StorageModel element) => $"reader.ReadResults{ReadElement(element)}";

    /// <summary>The methods that <see cref="Read"/> has named.</summary>
    public void EmitPackedReaders(CodeWriter writer)
    {
        foreach (StorageModel storage in _packed)
        {
            writer.Line();
            writer.Open($"private static {storage.Type} {PackedReader}{Number(storage)}(ref global::Engine.Runtime.RecordReader reader)");
            writer.Lines(
                $"{storage.Type} value = default!;",
                $"reader.ReadBytes({MemoryPack}.Deserialize(reader.Rest, ref value!));",
                "return value;");
            writer.Close();
        }
    }

    private string WriteElement(StorageModel element) => element.Kind == StorageKind.Bytes ? "" : $", static (buffer, value) => {Write(element, "value")}";

    /// <summary>The types of the parameters are named: without them the language would have to be a newer one than users may have chosen.</summary>
    private string ReadElement(StorageModel element) => element.Kind == StorageKind.Bytes
        ? $"<{element.Type}>()"
        : $"<{element.Type}>(static (ref global::Engine.Runtime.RecordReader reader) => {Read(element)})";

    private string Number(StorageModel packed)
    {
        int number = _packed.FindIndex(known => known.Type == packed.Type);
        if (number < 0)
        {
            number = _packed.Count;
            _packed.Add(packed);
        }

        return number.ToString(CultureInfo.InvariantCulture);
    }
}
