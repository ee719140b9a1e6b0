namespace Engine.Host.Bench.History;

/// <summary>
/// Two sides of reports, row by row. A row is worse if B is slower by more than a threshold and that is no chance (rank test over rounds, or over the
/// medians of runs where each side has five; Holm's correction for the number of rows; 1 %), or takes more bytes, or more instructions.
/// </summary>
internal sealed class BenchComparison
{
    /// <summary>From so many reports on each side their medians are compared: rounds of one process share its memory layout and its luck.</summary>
    public const int RunsForMedians = 5;

    private const double Significance = 0.01;

    /// <summary>What counting them by itself moves: in native code nearly nothing; the JIT decides anew in each process.</summary>
    private const double NativeInstructionNoise = 0.01, JitInstructionNoise = 0.05;

    /// <summary>Bytes per operation are of medians over rounds; less than this is one object in many operations.</summary>
    private const double ByteNoise = 0.5;

    private BenchComparison(IReadOnlyList<ComparedRow> rows, bool usesRunMedians) => (Rows, UsesRunMedians) = (rows, usesRunMedians);

    public IReadOnlyList<ComparedRow> Rows { get; }

    /// <summary>Whether runs were compared, not the rounds of one or a few.</summary>
    public bool UsesRunMedians { get; }

    public bool IsWorse => Rows.Any(static row => row.Verdict == BenchVerdict.Worse);

    /// <param name="a">The reports before, at least one.</param>
    /// <param name="b">Those after, at least one.</param>
    /// <param name="threshold">Changes of time up to this share do not count: 0.05 for 5 %.</param>
    public static BenchComparison Of(IReadOnlyList<BenchRecord> a, IReadOnlyList<BenchRecord> b, double threshold)
    {
        bool usesRunMedians = a.Count >= RunsForMedians && b.Count >= RunsForMedians;
        bool isOneMachine = a.Concat(b).Select(static record => (record.Machine, record.Runtime)).Distinct().Count() == 1;
        double instructionNoise = a.Concat(b).All(static record => record.Runtime.EndsWith("NativeAOT", StringComparison.Ordinal)) ? NativeInstructionNoise : JitInstructionNoise;
        var rows = new List<ComparedRow>();
        foreach ((string suite, string name) in Names(a).Union(Names(b)))
        {
            rows.Add(Compare(suite, name, RowsOf(a, suite, name), RowsOf(b, suite, name), usesRunMedians, isOneMachine));
        }

        return new BenchComparison([.. Corrected(rows).Select(row => Judged(row, threshold, instructionNoise))], usesRunMedians);
    }

    private static IEnumerable<(string Suite, string Name)> Names(IReadOnlyList<BenchRecord> records) =>
        records.SelectMany(static record => record.Rows).Select(static row => (row.Suite, row.Name)).Distinct();

    private static BenchRow[] RowsOf(IReadOnlyList<BenchRecord> records, string suite, string name) =>
        [.. records.SelectMany(static record => record.Rows).Where(row => row.Suite == suite && row.Name == name)];

    private static ComparedRow Compare(string suite, string name, BenchRow[] a, BenchRow[] b, bool usesRunMedians, bool isOneMachine)
    {
        var row = new ComparedRow(suite, name);
        if (a.Length == 0 || b.Length == 0)
        {
            return row with { Reason = a.Length == 0 ? "only in B" : "only in A" };
        }

        bool isRatio = a.Concat(b).All(static one => one.Ratio is not null);
        double[] left = Sample(a, isRatio, usesRunMedians), right = Sample(b, isRatio, usesRunMedians);
        row = row with
        {
            IsRatio = isRatio,
            A = Math.Exp(Statistics.Median(left)),
            B = Math.Exp(Statistics.Median(right)),
            BytesA = Statistics.Median([.. a.Select(static one => one.BytesPerOperation)]),
            BytesB = Statistics.Median([.. b.Select(static one => one.BytesPerOperation)]),
            Instructions = InstructionChange(a, b),
        };
        if (!isRatio && !isOneMachine)
        {
            return row with { Reason = "times of different machines or runtimes" };
        }

        (double shift, double low, double high) = RankTest.Shift(left, right);
        return row with
        {
            Change = Math.Exp(shift) - 1,
            Low = Math.Exp(low) - 1,
            High = Math.Exp(high) - 1,
            Probability = RankTest.Probability(left, right),
            Verdict = BenchVerdict.Same,
        };
    }

    /// <summary>Logarithms: a change is a factor.</summary>
    private static double[] Sample(BenchRow[] rows, bool isRatio, bool usesRunMedians)
    {
        IEnumerable<double> values = rows.SelectMany(row =>
        {
            double[] rounds = isRatio ? row.RoundRatios : row.RoundNs;
            return usesRunMedians || rounds.Length == 0 ? [isRatio ? row.Ratio!.Value : row.MedianNs] : rounds;
        });
        return [.. values.Select(static value => Math.Log(Math.Max(value, 1e-9)))];
    }

    private static double? InstructionChange(BenchRow[] a, BenchRow[] b)
    {
        if (!a.Concat(b).All(static row => row.InstructionsPerOperation is > 0))
        {
            return null;
        }

        double before = Statistics.Median([.. a.Select(static row => row.InstructionsPerOperation!.Value)]);
        return (Statistics.Median([.. b.Select(static row => row.InstructionsPerOperation!.Value)]) / before) - 1;
    }

    /// <summary>Of a hundred rows one looks changed at 1 % though none is: Holm's step-down correction (1979).</summary>
    private static List<ComparedRow> Corrected(List<ComparedRow> rows)
    {
        int[] order = [.. Enumerable.Range(0, rows.Count).Where(index => rows[index].Verdict != BenchVerdict.NotCompared).OrderBy(index => rows[index].Probability)];
        double largest = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            largest = Math.Max(largest, Math.Min(1, rows[order[rank]].Probability * (order.Length - rank)));
            rows[order[rank]] = rows[order[rank]] with { Probability = largest };
        }

        return rows;
    }

    private static ComparedRow Judged(ComparedRow row, double threshold, double instructionNoise)
    {
        if (row.Verdict == BenchVerdict.NotCompared)
        {
            return row;
        }

        // A tenth slower and a tenth faster are the same distance.
        bool isShown = row.Probability < Significance && Math.Abs(Math.Log(1 + row.Change)) > Math.Log(1 + threshold);
        var worse = new List<string>();
        var better = new List<string>();
        Add(isShown, row.Change, "slower", "faster");
        Add(Math.Abs(row.BytesB - row.BytesA) > ByteNoise, row.BytesB - row.BytesA, "more bytes", "fewer bytes");
        Add(Math.Abs(row.Instructions ?? 0) > instructionNoise, row.Instructions ?? 0, "more instructions", "fewer instructions");
        return row with
        {
            Verdict = worse.Count > 0 ? BenchVerdict.Worse : better.Count > 0 ? BenchVerdict.Better : BenchVerdict.Same,
            Reason = string.Join(", ", worse.Concat(better)),
        };

        void Add(bool counts, double change, string more, string less)
        {
            if (counts)
            {
                (change > 0 ? worse : better).Add(change > 0 ? more : less);
            }
        }
    }
}
