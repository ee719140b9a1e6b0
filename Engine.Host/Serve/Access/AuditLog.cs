using System.Buffers;
using System.Text.Json;

namespace Engine.Host.Serve.Access;

/// <summary>
/// Who changed what, a line of JSON each: appended, handed to the system after each line, and begun anew at <see cref="MaxBytes"/>, when the file so far becomes
/// FILE.1 in place of an older one.
/// </summary>
internal sealed class AuditLog : IDisposable
{
    public const long MaxBytes = 64 << 20;

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _line = new(512);
    private FileStream _file;

    public AuditLog(string path, TimeProvider time)
    {
        _path = path;
        _time = time;
        _file = Open(path);
    }

    public void Write(Client client, string? address, string method, string path, int status)
    {
        lock (_gate)
        {
            _line.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(_line))
            {
                json.WriteStartObject();
                json.WriteString("time"u8, _time.GetUtcNow());
                json.WriteString("client"u8, client.Name);
                json.WriteString("tenant"u8, client.Tenant);
                json.WriteString("address"u8, address);
                json.WriteString("method"u8, method);
                json.WriteString("path"u8, path);
                json.WriteNumber("status"u8, status);
                json.WriteEndObject();
            }

            _line.Write("\n"u8);
            if (_file.Length + _line.WrittenCount > MaxBytes)
            {
                _file.Dispose();
                File.Move(_path, _path + ".1", overwrite: true);
                _file = Open(_path);
            }

            _file.Write(_line.WrittenSpan);
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path) => new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
}
