using System.Globalization;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>
/// Reads what a program that was killed again and again has done to the world, and knows nothing else: which calls may not have been. That a step's
/// outcome was on the disk shows in what came after it: the body of an asynchronous step begins only then, and so does what depends on a durable step.
/// </summary>
/// <param name="closesOf">Of a run, for each step what is on the disk when its body is seen: it is not called again. Behind `done` nothing is.</param>
internal sealed class LedgerReader(Func<long, IReadOnlyDictionary<string, string[]>> closesOf)
{
    private static readonly Dictionary<string, string[]> OfParcels = new()
    {
        ["Price"] = [],
        ["Book"] = [],
        ["Note"] = ["Price", "Book"],
        ["Charge"] = ["Price", "Book"],
        ["Reserve"] = ["Price"],
        ["Total"] = [],
        ["Ship"] = ["Price", "Book", "Note", "Charge", "Reserve", "Total"],
    };

    private readonly Dictionary<long, Run> _runs = [];
    private int _process;

    public static LedgerReader ForParcels() => new(static _ => OfParcels);

    public int ProcessCount => _process;

    public int AskedCount => _runs.Count;

    /// <summary>What was acknowledged, and never done.</summary>
    public IEnumerable<long> Lost => _runs.Where(static run => run.Value.Id is not null && run.Value.Output is null).Select(static run => run.Key);

    /// <summary>What was asked for, and never done.</summary>
    public IEnumerable<long> Open => _runs.Where(static run => run.Value.Output is null).Select(static run => run.Key);

    public IEnumerable<(long Number, long Output)> Outputs => _runs.Where(static run => run.Value.Output is not null).Select(static run => (run.Key, run.Value.Output!.Value));

    /// <summary>Runs that one process began and another one ended.</summary>
    public int CarriedCount => _runs.Values.Count(static run => run.Output is not null && run.FirstProcess != run.LastProcess);

    /// <summary>Calls of a step in a process after another one had called it: of those no outcome had been recorded.</summary>
    public int RepeatCount { get; private set; }

    public List<string> Violations { get; } = [];

    public void Read(string path)
    {
        foreach (string line in File.ReadLines(path))
        {
            string[] words = line.Split(' ');
            Read(words[0], long.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture));
        }
    }

    public void Read(string word, long number, long value)
    {
        if (word == "start")
        {
            _process++;
            return;
        }

        if (!_runs.TryGetValue(number, out Run? run))
        {
            _runs.Add(number, run = new Run { FirstProcess = _process });
        }

        switch (word)
        {
            case "ask":
                break;
            case "ack":
                if (run.Id is { } id && id != value)
                {
                    Violations.Add($"Run {number} was acknowledged as {id:x}, then as {value:x}: its key started it twice.");
                }

                run.Id = value;
                break;
            case "done":
                if (run.Output is { } output && output != value)
                {
                    Violations.Add($"Run {number} gave {output}, then {value}.");
                }

                run.Output = value;
                run.LastProcess = _process;
                run.Closed.UnionWith(closesOf(number).Keys);
                break;
            default:
                ReadStep(run, word, number, (int)value);
                break;
        }
    }

    private void ReadStep(Run run, string step, long number, int attempt)
    {
        if (run.Closed.Contains(step))
        {
            Violations.Add($"{step} of run {number} was called in process {_process} though its outcome was on the disk.");
        }

        if (run.Calls.TryGetValue(step, out (int Process, int Attempt) last))
        {
            if (last.Process == _process && last.Attempt >= attempt)
            {
                Violations.Add($"{step} of run {number} was called twice in process {_process}.");
            }

            RepeatCount += last.Process == _process ? 0 : 1;
        }

        run.Calls[step] = (_process, attempt);
        run.Closed.UnionWith(closesOf(number)[step]);
    }

    private sealed class Run
    {
        public int FirstProcess { get; init; }

        public int LastProcess { get; set; }

        public long? Id { get; set; }

        public long? Output { get; set; }

        public Dictionary<string, (int Process, int Attempt)> Calls { get; } = [];

        public HashSet<string> Closed { get; } = [];
    }
}
