using System.Globalization;
using System.Text;

namespace Engine.Tests.Generators;

/// <summary>
/// A workflow drawn by chance around workflows drawn by chance: as source for the generator, and as a value worked out by hand. Its
/// steps mix numbers, ask for a bit, run a child, or make three numbers, map each, and add them up.
/// </summary>
internal sealed class RandomNesting
{
    private readonly List<Step> _steps = [];
    private readonly RandomWorkflow[] _children;
    private readonly Random _random;

    public RandomNesting(int seed, string name, RandomWorkflow[] children)
    {
        Name = name;
        _children = children;
        _random = new Random(seed);
        int count = _random.Next(3, 12);
        while (_steps.Count < count)
        {
            Add("pbnnm"[_random.Next(5)]);
        }

        var output = new Step('p');
        output.Reads.AddRange(Enumerable.Range(0, _steps.Count).Where(id => !_steps[id].IsRead && _steps[id].Kind != 'm'));
        _steps.Add(output);
    }

    public string Name { get; }

    /// <summary>The output, by the rules.</summary>
    public long Evaluate(long input)
    {
        long?[] values = new long?[_steps.Count];
        for (int id = 0; id < values.Length; id++)
        {
            Step step = _steps[id];
            long mixed = Mix(id, input);
            foreach (int read in step.Reads)
            {
                mixed = Mix(mixed, values[read] ?? -1);
            }

            bool runs = step.When < 0 || values[step.When] == 1;
            values[id] = !runs ? null : step.Kind switch
            {
                'b' => mixed & 1,
                'n' => _children[step.Child].Interpret(step.Reads.Count > 0 ? values[step.Reads[0]]!.Value : input).Output,
                's' => Enumerable.Range(0, 3).Sum(i => Mix(values[step.Reads[0]]!.Value + i, input)),
                'm' => mixed,
                _ => mixed,
            };
        }

        return values[^1]!.Value;
    }

    public string Source()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
            [Workflow<long, long>]
            public partial class {{Name}}
            {
                private static long Mix(long left, long right) => ((left * 1_000_003) + right + 7) & 0x3FFF_FFFF;

            """);
        for (int id = 0; id < _steps.Count; id++)
        {
            Declare(text, id, _steps[id]);
        }

        return text.Append("}\n").ToString();
    }

    private static long Mix(long left, long right) => ((left * 1_000_003) + right + 7) & 0x3FFF_FFFF;

    private void Add(char kind)
    {
        int[] certain = [.. Enumerable.Range(0, _steps.Count).Where(id => _steps[id] is { Kind: 'p' or 's' or 'n', When: < 0 })];
        var step = new Step(kind) { Child = _random.Next(_children.Length) };
        if (kind is 'n' or 'm')
        {
            if (certain.Length > 0 && _random.Next(3) > 0)
            {
                step.Reads.Add(certain[_random.Next(certain.Length)]);
            }

            int[] bits = [.. Enumerable.Range(0, _steps.Count).Where(id => _steps[id].Kind == 'b')];
            if (kind == 'n' && bits.Length > 0 && _random.Next(2) == 0)
            {
                step.When = bits[_random.Next(bits.Length)];
                _steps[step.When].IsRead = true;
            }
        }
        else
        {
            step.Reads.AddRange(Enumerable.Range(0, _steps.Count).Where(id => _steps[id].Kind != 'm' && _random.Next(3) == 0));
        }

        step.Reads.ForEach(read => _steps[read].IsRead = true);
        _steps.Add(step);
        if (kind == 'm')
        {
            // The elements and their map are one step here, and two in the source; the sum follows.
            step.IsRead = true;
            var sum = new Step('s');
            sum.Reads.Add(_steps.Count - 1);
            _steps.Add(sum);
        }
    }

    private void Declare(StringBuilder text, int id, Step step)
    {
        IEnumerable<string> parameters = step.Reads.Select(read => _steps[read] is { Kind: 'b' } ? $"bool s{read}" : _steps[read].When >= 0 ? $"Maybe<long> s{read}" : $"long s{read}");
        string mixed = step.Reads.Aggregate(
            $"Mix({id}, input)",
            (sofar, read) => $"Mix({sofar}, {(_steps[read].Kind == 'b' ? $"(s{read} ? 1 : 0)" : _steps[read].When >= 0 ? $"s{read}.ValueOr(-1)" : $"s{read}")})");
        string list = string.Join(", ", parameters.Prepend("long input")), attributes = id == _steps.Count - 1 ? "Step, Output" : "Step";
        text.Append(CultureInfo.InvariantCulture, $"    {step.Kind switch
        {
            'b' => $"[Step] public static bool S{id}({list}) => ({mixed} & 1) != 0;",
            'n' => $"[SubWorkflow<{_children[step.Child].Name}>{(step.When >= 0 ? $", When(nameof(S{step.When}))" : "")}] public partial {(_children[step.Child].IsAsynchronous ? "ValueTask<long>" : "long")} S{id}(long {(step.Reads.Count > 0 ? $"s{step.Reads[0]}" : "input")});",
            'm' => $"[Step] public static long[] S{id}({list}) => [{mixed}, {mixed} + 1, {mixed} + 2];\n    [Step, Map(nameof(S{id}))] public static long M{id}(long s{id}, long input) => Mix(s{id}, input);",
            's' => $"[Step] public static long S{id}(ReadOnlySpan<long> m{step.Reads[0]}) => m{step.Reads[0]}[0] + m{step.Reads[0]}[1] + m{step.Reads[0]}[2];",
            _ => $"[{attributes}] public static long S{id}({list}) => {mixed};",
        }}\n");
    }

    private sealed record Step(char Kind)
    {
        public List<int> Reads { get; } = [];

        public int Child { get; init; }

        public int When { get; set; } = -1;

        public bool IsRead { get; set; }
    }
}
