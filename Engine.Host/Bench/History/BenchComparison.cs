namespace Engine.Host.Bench.History;

/// <summary>
/// Two sides of reports, row by row. A row is worse if B is slower by more than a threshold and that is no chance (Welch's test over the medians of
/// reports, Holm's correction for the number of rows, 1 %), or takes more bytes, or more instructions. Rounds of one report share their process with its
/// memory layout and its luck, so that two reports of one build differ "surely" by their rounds: they tell nothing of builds.
/// </summary>
internal sealed class BenchComparison
{
    /// <summary>With fewer reports on a side times are shown and not judged.</summary>
    public const int FewestReports = 3;

    private const double Significance = 0.01;

    private const double Confidence = 0.99;

    /// <summary>What is no more than this was too short for the clock.</summary>
    private const double Least = 1e-9;

    /// <summary>What counting them by itself moves: in native code nearly nothing; the JIT decides anew in each process.</summary>
    private const double NativeInstructionNoise = 0.01, JitInstructionNoise = 0.05;

    /// <summary>Bytes per operation are of medians over rounds; less than this is one object in many operations.</summary>
    private const double ByteNoise = 0.5;

    private BenchComparison(IReadOnlyList<ComparedRow> rows, bool judgesTimes) => (Rows, JudgesTimes) = (rows, judgesTimes);

    public IReadOnlyList<ComparedRow> Rows { get; }

    /// <summary>Whether there are reports enough to judge times by.</summary>
    public bool JudgesTimes { get; }

    public bool IsWorse => Rows.Any(static row => row.Verdict == BenchVerdict.Worse);

    /// <param name="a">The reports before, at least one.</param>
    /// <param name="b">Those after, at least one.</param>
    /// <param name="threshold">Changes of time up to this share do not count: 0.05 for 5 %.</param>
    public static BenchComparison Of(IReadOnlyList<BenchRecord> a, IReadOnlyList<BenchRecord> b, double threshold)
    {
        bool judgesTimes = a.Count >= FewestReports && b.Count >= FewestReports;
        bool isOneMachine = a.Concat(b).Select(static record => (record.Machine, record.Runtime)).Distinct().Count() == 1;
        double instructionNoise = a.Concat(b).All(static record => record.Runtime.EndsWith("NativeAOT", StringComparison.Ordinal)) ? NativeInstructionNoise : JitInstructionNoise;
        var rows = new List<ComparedRow>();
        foreach ((string suite, string name) in Names(a).Union(Names(b)))
        {
            rows.Add(Compare(suite, name, RowsOf(a, suite, name), RowsOf(b, suite, name), isOneMachine));
        }

        return new BenchComparison([.. Corrected(rows).Select(row => Judged(row, threshold, instructionNoise))], judgesTimes);
    }

    private static IEnumerable<(string Suite, string Name)> Names(IReadOnlyList<BenchRecord> records) =>
        records.SelectMany(static record => record.Rows).Select(static row => (row.Suite, row.Name)).Distinct();

    private static BenchRow[] RowsOf(IReadOnlyList<BenchRecord> records, string suite, string name) =>
        [.. records.SelectMany(static record => record.Rows).Where(row => row.Suite == suite && row.Name == name)];

    private static ComparedRow Compare(string suite, string name, BenchRow[] a, BenchRow[] b, bool isOneMachine)
    {
        var row = new ComparedRow(suite, name);
        if (a.Length == 0 || b.Length == 0)
        {
            return row with { Reason = a.Length == 0 ? "only in B" : "only in A" };
        }

        bool isRatio = a.Concat(b).All(static one => one.Ratio is not null);
        double[] left = Medians(a, isRatio), right = Medians(b, isRatio);
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

        row = row with { Change = (row.B / row.A) - 1, Verdict = BenchVerdict.Same };
        if (left.Length < FewestReports || right.Length < FewestReports)
        {
            return row;
        }

        WelchTest test = WelchTest.Of(left, right);
        double halfWidth = test.HalfWidth(Confidence);
        return row with
        {
            Change = Math.Exp(test.Difference) - 1,
            Low = Math.Exp(test.Difference - halfWidth) - 1,
            High = Math.Exp(test.Difference + halfWidth) - 1,
            Probability = test.Probability(),
        };
    }

    /// <summary>Logarithms: a change is a factor.</summary>
    private static double[] Medians(BenchRow[] rows, bool isRatio) => [.. rows.Select(row => Math.Log(Math.Max(isRatio ? row.Ratio!.Value : row.MedianNs, Least)))];

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

        // Twice as slow and twice as fast are the same distance.
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
