using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Engine.Host.Cli;
using Engine.Host.Serve.Http;

namespace Engine.Host.Serve.Access;

/// <summary>
/// The keys that clients show: a file of names, SHA-256 hashes, roles and tenants; the keys themselves are nowhere. Read once, at the start.
/// </summary>
/// <example><code>
/// {"keys": [{"name": "ci", "sha256": "9f86...", "roles": ["define", "run", "observe"], "tenant": "acme"}]}
/// </code></example>
internal sealed class KeyFile
{
    private const int MaxKeys = 1_000;
    private const int MaxKeyLength = 512;

    private readonly List<(byte[] Hash, Client Client)> _keys = [];

    public int Count => _keys.Count;

    public IEnumerable<string> Tenants => _keys.Select(static key => key.Client.Tenant).Distinct();

    /// <exception cref="UserError">The file is not what it should be.</exception>
    public static KeyFile Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            return Parse(bytes);
        }
        catch (ServeException exception)
        {
            throw new UserError($"{path}: {exception.Message}");
        }
    }

    /// <exception cref="ServeException">The text is not what it should be.</exception>
    public static KeyFile Parse(ReadOnlyMemory<byte> text)
    {
        using JsonDocument document = JsonFields.Parse(text);
        JsonElement root = document.RootElement;
        JsonFields.RefuseUnknown(root, "", "keys");
        if (!JsonFields.TryGet(root, "keys", out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MaxKeys)
        {
            throw ServeException.BadField("keys", $"it must be a list of 1 to {MaxKeys} keys.");
        }

        var keys = new KeyFile();
        foreach (JsonElement key in list.EnumerateArray())
        {
            string path = $"keys[{keys._keys.Count}]";
            if (key.ValueKind != JsonValueKind.Object)
            {
                throw ServeException.BadField(path, "it must be an object.");
            }

            JsonFields.RefuseUnknown(key, path, "name", "sha256", "roles", "tenant");
            string hash = JsonFields.RequiredText(key, path, "sha256", 64);
            if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit))
            {
                throw ServeException.BadField($"{path}.sha256", "it must be 64 hexadecimal digits: printf %s KEY | sha256sum.");
            }

            string tenant = JsonFields.Text(key, path, "tenant", 64) ?? "";
            if (!tenant.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            {
                throw ServeException.BadField($"{path}.tenant", "it may have letters, digits, '-', '_' and '.'.");
            }

            Role roles = Role.None;
            foreach (string role in JsonFields.Texts(key, path, "roles", 3, 16))
            {
                roles |= role switch
                {
                    "observe" => Role.Observe,
                    "run" => Role.Run,
                    "define" => Role.Define,
                    _ => throw ServeException.BadField($"{path}.roles", $"'{role}' is none. Choose of define, run, observe."),
                };
            }

            if (roles == Role.None)
            {
                throw ServeException.BadField($"{path}.roles", "it has none. Choose of define, run, observe.");
            }

            keys._keys.Add((Convert.FromHexString(hash), new Client(JsonFields.RequiredText(key, path, "name", 64), tenant, roles)));
        }

        return keys;
    }

    /// <summary>Whose key this is; null for nobody's. Takes as long for a wrong key as for a right one.</summary>
    public Client? Find(string key)
    {
        if (key.Length is 0 or > MaxKeyLength)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        Client? found = null;
        foreach ((byte[] known, Client client) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, known))
            {
                found = client;
            }
        }

        return found;
    }
}
