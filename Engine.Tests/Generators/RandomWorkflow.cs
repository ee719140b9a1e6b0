using System.Globalization;
using System.Text;

namespace Engine.Tests.Generators;

/// <summary>
/// A workflow drawn by chance: as source for the generator, and as an interpreter that says what a run must give. Every int
/// step mixes a number of its own with what it takes; bool and enum steps look at some bits of that.
/// </summary>
internal sealed class RandomWorkflow
{
    private const int ChoiceCount = 3;
    private readonly List<Step> _steps = [];
    private readonly Random _random;

    public RandomWorkflow(int seed, string name, bool isAsynchronous)
    {
        _random = new Random(seed);
        Name = name;
        IsAsynchronous = isAsynchronous;
        int count = _random.Next(1, 14);
        while (_steps.Count < count)
        {
            Add(_random.Next(8));
        }

        // What nobody reads yet goes into the output, so that no value is in vain.
        var output = new Step(_steps.Count, 'i');
        foreach (Step step in _steps.Where(step => step.Kind != 'v' && !step.IsRead))
        {
            output.Reads.Add((step.Id, step.IsSkippable));
        }

        output.IsBatch = _random.Next(3) == 0;
        _steps.Add(output);
        DeclaredOrder = [.. Enumerable.Range(0, _steps.Count)];
        _random.Shuffle(DeclaredOrder);
    }

    public string Name { get; }

    public bool IsAsynchronous { get; }

    /// <summary>The order of declaration, as ids.</summary>
    public int[] DeclaredOrder { get; }

    /// <summary>Runs it by the rules: steps by level and declaration, each when its conditions hold. Gives the output and who ran.</summary>
    public (long Output, IReadOnlyList<string> Trace) Interpret(long input)
    {
        var trace = new List<string>();
        long?[] values = new long?[_steps.Count];
        bool[] ran = new bool[_steps.Count];
        foreach (Step step in PlanOrder())
        {
            bool runs = step.Reads.All(read => read.IsMaybe || ran[read.Id])
                && step.When.All(id => values[id] == 1)
                && step.Unless.All(id => values[id] == 0)
                && step.Cases.All(branch => values[branch.Id] is { } value && branch.Values.Contains((int)value) != branch.IsDefault);
            if (!runs)
            {
                continue;
            }

            long mixed = Mix(step.Id, input);
            foreach ((int id, bool isMaybe) in step.Reads)
            {
                mixed = Mix(mixed, values[id] ?? -1);
            }

            ran[step.Id] = true;
            values[step.Id] = step.Kind switch { 'b' => mixed & 1, 'e' => (mixed >> 3) % ChoiceCount, 'v' => null, _ => mixed };
            trace.Add($"S{step.Id}");
        }

        return (values[^1]!.Value, trace);
    }

    private static long Mix(long left, long right) => ((left * 1_000_003) + right + 7) & 0x3FFF_FFFF;

    /// <summary>The names of the steps by level, then as declared.</summary>
    public IEnumerable<string> PlanNames() => PlanOrder().Select(static step => $"S{step.Id}");

    public string Source()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
            [Workflow<long, long>]
            public sealed partial class {{Name}}
            {
                public enum Choice { C0, C1, C2 }

                public List<string> Trace { get; } = [];

                private static long Mix(long left, long right) => ((left * 1_000_003) + right + 7) & 0x3FFF_FFFF;

            """);
        foreach (int id in DeclaredOrder)
        {
            Declare(text, _steps[id]);
        }

        return text.Append("}\n").ToString();
    }

    private void Add(int what)
    {
        var step = new Step(_steps.Count, what switch { 0 or 1 => 'b', 2 => 'e', 3 => 'v', _ => 'i' });
        foreach (Step other in _steps.Where(_ => _random.Next(4) == 0))
        {
            switch (other.Kind)
            {
                case 'v':
                    step.After.Add(other.Id);
                    break;
                case 'b' when _random.Next(2) == 0:
                    (_random.Next(2) == 0 ? step.When : step.Unless).Add(other.Id);
                    other.IsRead = true;
                    break;
                default:
                    step.Reads.Add((other.Id, other.IsSkippable && _random.Next(3) > 0));
                    other.IsRead = true;
                    break;
            }
        }

        Finish(step);
        if (step.Kind == 'e')
        {
            AddBranches(step);
        }
    }

    /// <summary>Branches over an enum step: every value is taken by one, or the last is the default.</summary>
    private void AddBranches(Step choice)
    {
        int cut = _random.Next(1, ChoiceCount);
        int[] values = [.. Enumerable.Range(0, ChoiceCount)];
        _random.Shuffle(values);
        choice.IsRead = true;
        var first = new Step(_steps.Count, 'i');
        first.Cases.Add((choice.Id, values[..cut], false));
        Finish(first);
        var second = new Step(_steps.Count, _random.Next(2) == 0 ? 'i' : 'v');
        bool isDefault = _random.Next(2) == 0;
        second.Cases.Add((choice.Id, isDefault ? values[..cut] : values[cut..], isDefault));
        if (_random.Next(2) == 0)
        {
            second.Reads.Add((choice.Id, false));
        }

        Finish(second);
    }

    private void Finish(Step step)
    {
        step.IsSkippable = step.When.Count + step.Unless.Count + step.Cases.Count > 0 || step.Reads.Any(read => !read.IsMaybe && _steps[read.Id].IsSkippable);
        step.IsAsynchronous = IsAsynchronous && _random.Next(2) == 0;
        step.IsBatch = !step.IsAsynchronous && _random.Next(3) == 0;
        _steps.Add(step);
    }

    private void Declare(StringBuilder text, Step step)
    {
        string type = step.Kind switch { 'b' => "bool", 'e' => "Choice", 'v' => "void", _ => "long" };
        bool isTask = step.IsAsynchronous && (step.Id & 1) == 0;
        string returned = step.IsBatch ? "void" : !step.IsAsynchronous ? type : (isTask ? "Task" : "ValueTask") + (type == "void" ? "" : $"<{type}>");
        var attributes = new List<string> { step.IsBatch ? "Batch" : "Step" };
        attributes.AddRange(step.When.Select(static id => $"When(nameof(S{id}))"));
        attributes.AddRange(step.Unless.Select(static id => $"Unless(nameof(S{id}))"));
        attributes.AddRange(step.Cases.Select(static branch => branch.IsDefault
            ? $"Default(nameof(S{branch.Id}))"
            : $"Case(nameof(S{branch.Id}), {string.Join(", ", branch.Values.Select(static value => $"Choice.C{value}"))})"));
        if (step.After.Count > 0)
        {
            attributes.Add($"After({string.Join(", ", step.After.Select(static id => $"nameof(S{id})"))})");
        }

        if (step.Id == _steps.Count - 1)
        {
            attributes.Add("Output");
        }

        IEnumerable<string> parameters = step.Reads.Select(read =>
        {
            string taken = _steps[read.Id].Kind switch { 'b' => "bool", 'e' => "Choice", _ => "long" };
            string passing = !step.IsAsynchronous && !step.IsBatch && ((read.Id + step.Id) & 1) == 0 ? "in " : "";
            taken = read.IsMaybe ? $"Maybe<{taken}>" : taken;
            return passing + (step.IsBatch ? $"ReadOnlySpan<{taken}>" : taken) + $" s{read.Id}";
        });
        parameters = parameters.Prepend(step.IsBatch ? "ReadOnlySpan<long> input" : "long input");
        parameters = step.IsBatch && type != "void" ? parameters.Append($"Span<{type}> s{step.Id}") : parameters;
        text.Append(CultureInfo.InvariantCulture, $"    [{string.Join(", ", attributes)}]\n    public {(step.IsAsynchronous ? "async " : "")}{returned} S{step.Id}({string.Join(", ", parameters)})\n    {{\n");
        if (step.IsAsynchronous)
        {
            text.Append(CultureInfo.InvariantCulture, $"        {((step.Id & 2) == 0 ? "await Task.Yield();" : "await Task.CompletedTask;")}\n");
        }

        // One element after the other, as a batch step without vectors would.
        string element = step.IsBatch ? "[i]" : "", result = step.IsBatch ? $"s{step.Id}[i] =" : "return";
        if (step.IsBatch)
        {
            text.Append("        for (int i = 0; i < input.Length; i++)\n        {\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"        lock (Trace)\n        {{\n            Trace.Add(\"S{step.Id}\");\n        }}\n\n        long mixed = Mix({step.Id}, input{element});\n");
        foreach ((int id, bool isMaybe) in step.Reads)
        {
            char kind = _steps[id].Kind;
            string Number(string value) => kind switch { 'b' => $"({value} ? 1 : 0)", 'e' => $"(long){value}", _ => value };
            text.Append(CultureInfo.InvariantCulture, $"        mixed = Mix(mixed, {(isMaybe ? $"s{id}{element}.HasValue ? {Number($"s{id}{element}.Value")} : -1" : Number($"s{id}{element}"))});\n");
        }

        text.Append(step.Kind switch
        {
            'b' => $"        {result} (mixed & 1) != 0;\n",
            'e' => $"        {result} (Choice)((mixed >> 3) % {ChoiceCount});\n",
            'v' => "        _ = mixed;\n",
            _ => $"        {result} mixed;\n",
        }).Append(step.IsBatch ? "        }\n" : "").Append("    }\n\n");
    }

    private IEnumerable<Step> PlanOrder()
    {
        int[] levels = new int[_steps.Count];
        foreach (Step step in _steps)
        {
            levels[step.Id] = step.Reads.Select(static read => read.Id).Concat(step.When).Concat(step.Unless).Concat(step.After).Concat(step.Cases.Select(static branch => branch.Id))
                .Select(id => levels[id] + 1).DefaultIfEmpty(0).Max();
        }

        return _steps.OrderBy(step => levels[step.Id]).ThenBy(step => Array.IndexOf(DeclaredOrder, step.Id));
    }

    private sealed record Step(int Id, char Kind)
    {
        public List<(int Id, bool IsMaybe)> Reads { get; } = [];

        public List<int> When { get; } = [];

        public List<int> Unless { get; } = [];

        public List<(int Id, int[] Values, bool IsDefault)> Cases { get; } = [];

        public List<int> After { get; } = [];

        public bool IsRead { get; set; }

        public bool IsSkippable { get; set; }

        public bool IsAsynchronous { get; set; }

        public bool IsBatch { get; set; }
    }
}
