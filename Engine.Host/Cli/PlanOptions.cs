using System.Globalization;

namespace Engine.Host.Cli;

/// <summary>What `engine plan` writes.</summary>
internal enum PlanOutput
{
    Table,
    Json,
    Mermaid,
    Dot,
}

/// <summary>What `engine plan` was asked to do.</summary>
internal sealed record PlanOptions
{
    /// <summary>More workers than this are a typing error; a schedule for them would be all empty lines.</summary>
    public const int MaxWorkers = 1_000_000;

    /// <summary>As many schedules as anybody compares; each takes memory for every task.</summary>
    public const int MaxWorkerCounts = 64;

    public required string Path { get; init; }

    public PlanOutput Output { get; init; }

    /// <summary>Where the output goes; null: standard output.</summary>
    public string? OutputPath { get; init; }

    /// <summary>Where a picture goes; null: none.</summary>
    public string? SvgPath { get; init; }

    /// <summary>The numbers of workers to schedule for; null: not said.</summary>
    public int[]? Workers { get; init; }

    public bool Reduction { get; init; }

    public bool Antichain { get; init; }

    public bool Lexicographic { get; init; }

    /// <summary>Reads "1,2,4".</summary>
    /// <exception cref="UserError">It is not a list of numbers of workers.</exception>
    public static int[] ParseWorkers(string text)
    {
        string[] words = text.Split(',');
        if (words.Length > MaxWorkerCounts)
        {
            throw new UserError($"--workers: {words.Length} numbers are too many; give at most {MaxWorkerCounts}.");
        }

        int[] workers = new int[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i].Trim();
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out workers[i]) || workers[i] is < 1 or > MaxWorkers)
            {
                throw new UserError($"--workers: \"{word}\" is no number of workers from 1 to {MaxWorkers}. Write a list such as 1,2,4.");
            }
        }

        return workers;
    }

    /// <summary>Refuses options that contradict each other or would do nothing.</summary>
    /// <exception cref="UserError">They do.</exception>
    public void Check()
    {
        bool draws = Output is PlanOutput.Mermaid or PlanOutput.Dot;
        string drawing = Output == PlanOutput.Mermaid ? "--mermaid" : "--dot";
        string? idle = draws && Reduction ? "--reduction" : draws && Antichain ? "--antichain" : draws && Workers is not null && SvgPath is null ? "--workers" : null;
        if (idle is not null)
        {
            throw new UserError($"{idle} changes nothing about {drawing}. Leave one of them out.");
        }

        if (Lexicographic && Output != PlanOutput.Json)
        {
            throw new UserError("--lexicographic is about the order that --json prints. Add --json or leave it out.");
        }

        OutputFile.RefuseSame("-o", OutputPath, "--svg", SvgPath);
    }
}
