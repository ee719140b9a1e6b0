using System.Text.Json;

namespace Engine.Host.Bench;

/// <summary>The targets of every suite: bench/targets.json, embedded in the program.</summary>
internal sealed class BenchTargets
{
    private const string ResourceName = "bench/targets.json";

    private readonly Dictionary<(string Suite, string Name), BenchTarget> _targets = [];

    public IReadOnlyCollection<BenchTarget> All => _targets.Values;

    public static BenchTargets Embedded() => Read(new MemoryStream(EmbeddedFile.Read(ResourceName)));

    /// <summary>Reads {"targets":[{"suite","name", limits...}]}; a limit that nobody knows is an error, since it would gate nothing.</summary>
    /// <exception cref="InvalidDataException">A target is misspelt, empty or there twice.</exception>
    public static BenchTargets Read(Stream json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        var targets = new BenchTargets();
        foreach (JsonElement element in document.RootElement.GetProperty("targets").EnumerateArray())
        {
            BenchTarget target = ReadTarget(element);
            if (target.IsEmpty)
            {
                throw new InvalidDataException($"Target {target.Suite}/{target.Name} has no limit. Give it one or remove it.");
            }

            if (!targets._targets.TryAdd((target.Suite, target.Name), target))
            {
                throw new InvalidDataException($"Target {target.Suite}/{target.Name} is there twice. Merge the two.");
            }
        }

        return targets;
    }

    /// <summary>The target of one result.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public BenchTarget Of(string suite, string name) => _targets.TryGetValue((suite, name), out BenchTarget? target)
        ? target
        : throw new InvalidDataException($"{suite}/{name} has no target. Add one to {ResourceName}.");

    /// <summary>Every result has a target and every target of these suites a result, checked before anything is measured.</summary>
    /// <exception cref="InvalidDataException">One is missing; the message names it.</exception>
    public void CheckMatch(IEnumerable<BenchSuite> suites)
    {
        foreach (BenchSuite suite in suites)
        {
            var names = new HashSet<string>();
            foreach (string name in suite.ResultNames)
            {
                Of(suite.Name, name);
                if (!names.Add(name))
                {
                    throw new InvalidDataException($"Two cases are called {suite.Name}/{name}. Rename one.");
                }
            }

            BenchTarget? unused = All.FirstOrDefault(target => target.Suite == suite.Name && !names.Contains(target.Name));
            if (unused is not null)
            {
                throw new InvalidDataException($"Target {unused.Suite}/{unused.Name} in {ResourceName} matches no result. Rename or remove it.");
            }
        }
    }

    private static BenchTarget ReadTarget(JsonElement element)
    {
        var target = new BenchTarget(element.GetProperty("suite").GetString()!, element.GetProperty("name").GetString()!);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            target = property.Name switch
            {
                "suite" or "name" => target,
                "max_median_ns" => target with { MaxMedianNs = property.Value.GetDouble() },
                "max_bytes_per_op" => target with { MaxBytesPerOp = property.Value.GetDouble() },
                "max_ratio" => target with { MaxRatio = property.Value.GetDouble() },
                "max_exponent" => target with { MaxExponent = property.Value.GetDouble() },
                "max_journal_bytes_per_op" => target with { MaxJournalBytesPerOp = property.Value.GetDouble() },
                "max_synced_writes_per_op" => target with { MaxSyncedWritesPerOp = property.Value.GetDouble() },
                "max_cpu_share" => target with { MaxCpuShare = property.Value.GetDouble() },
                _ => throw new InvalidDataException($"Target {target.Suite}/{target.Name} has the unknown limit '{property.Name}'."),
            };
        }

        return target;
    }
}
