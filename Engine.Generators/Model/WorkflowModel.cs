namespace Engine.Generators.Model;

/// <summary>
/// One workflow class, as far as the plan and the emitted code depend on it: strings, numbers and arrays that compare by
/// content. Steps and compensations stand in declaration order and refer to each other by position in it.
/// </summary>
/// <param name="Namespace">Empty for the global one.</param>
/// <param name="Containers">The types around the class, outermost first, as they must be reopened.</param>
/// <param name="Type">The class itself.</param>
/// <param name="Name">The class's name as written in messages and pictures: <c>Outer.PriceOrder</c>.</param>
/// <param name="InputType">Fully qualified, with <c>global::</c> and nullability.</param>
/// <param name="OutputType">Fully qualified, with <c>global::</c> and nullability.</param>
/// <param name="Steps">In declaration order.</param>
/// <param name="Compensations">In declaration order.</param>
/// <param name="States">The state structs that a step touches, in declaration order.</param>
/// <param name="OutputStep">Position of the step whose value the run returns; -1 with errors.</param>
/// <param name="IsBroken">The analyser has refused the class: only entry points that throw are emitted, so that its message stands alone. There are then no steps.</param>
/// <param name="Services">The arguments of the constructor, each an expression over <c>provider</c>, for the registration; null where it cannot be called.</param>
internal sealed record WorkflowModel(
    string Namespace,
    EquatableArray<TypeHeader> Containers,
    TypeHeader Type,
    string Name,
    string InputType,
    string OutputType,
    EquatableArray<StepModel> Steps,
    EquatableArray<CompensationModel> Compensations,
    EquatableArray<StateModel> States,
    int OutputStep,
    bool IsBroken,
    EquatableArray<string>? Services)
{
    /// <summary>
    /// Whether members may be added to the class. Not where it is not partial, static, local to its file, or has members of
    /// the generated names: whatever were added would only bring errors of the C# compiler beside the analyser's message.
    /// </summary>
    public bool CanBeExtended { get; init; } = true;

    /// <summary>Whether a class that cannot be extended is given entry points from outside, so that its callers compile.</summary>
    public bool CanBeCalled { get; init; }

    /// <summary>The widest accessibility that members naming the input and output types may have: public, internal or private.</summary>
    public string EntryAccess { get; init; } = "public";

    /// <summary>Part of the file's name where another name in the assembly differs from the class's by nothing but case.</summary>
    public string FileSuffix { get; init; } = "";

    /// <summary>The same for members that name the values of steps and the states as well.</summary>
    public string StateAccess { get; init; } = "public";

    /// <summary>The steps that run other workflows, in declaration order; the bodies of their methods are emitted whatever is wrong.</summary>
    public EquatableArray<SubWorkflowModel> SubWorkflows { get; init; }

    /// <summary>Whether events are to start runs of it.</summary>
    public bool HasStarts { get; init; }

    /// <summary>The events that start runs; none where the class, or one of the attributes, is refused.</summary>
    public EquatableArray<StartModel> Starts { get; init; } = EquatableArray<StartModel>.Empty;

    /// <summary>Whether its runs may outlive a call: what a host needs of its definition is emitted, too.</summary>
    public bool IsHosted { get; init; }

    /// <summary>Of a hosted workflow how its input is stored; null where it is not, for no step takes it.</summary>
    public StorageModel? InputStorage { get; init; }

    /// <summary>For a class that the registration leaves out: why, and what to do.</summary>
    public string? WhyNotRegistered { get; init; }

    /// <summary>Whether a run may have to wait: then there is no <c>Run</c>.</summary>
    public bool Suspends
    {
        get
        {
            foreach (StepModel step in Steps)
            {
                if (step.Body.Suspends)
                {
                    return true;
                }
            }

            foreach (CompensationModel compensation in Compensations)
            {
                if (compensation.Body.Suspends)
                {
                    return true;
                }
            }

            return false;
        }
    }
}

/// <summary>How a partial type is reopened.</summary>
/// <param name="Keyword"><c>class</c>, <c>record</c>, <c>struct</c>, <c>record struct</c> or <c>interface</c>.</param>
/// <param name="Name">The identifier with its type parameters, escaped where it is a keyword.</param>
/// <param name="IsPublic">Whether the type and all around it are public.</param>
internal sealed record TypeHeader(string Keyword, string Name, bool IsPublic);

/// <summary>One step.</summary>
/// <param name="Body">The method.</param>
/// <param name="Name">Its identity: the method's name unless given. The value in <c>Steps</c> is the method's name.</param>
/// <param name="Conditions">All must hold.</param>
/// <param name="After">Positions of steps named by <c>[After]</c>, ascending, without repetition.</param>
/// <param name="IsSkippable">It has conditions, or takes the plain value of a step that is skippable.</param>
/// <param name="Compensation">Position in <see cref="WorkflowModel.Compensations"/>, -1 without.</param>
internal sealed record StepModel(
    MethodModel Body,
    string Name,
    EquatableArray<ConditionModel> Conditions,
    EquatableArray<int> After,
    bool IsSkippable,
    int Compensation)
{
    /// <summary>
    /// Of a step that came with a sub-workflow: positions of the steps whose plain values the sub-workflow takes and that may be
    /// skipped; it is skipped with them, whether it takes their values or not. Ascending.
    /// </summary>
    public EquatableArray<int> Requires { get; init; }

    /// <summary>In a hosted workflow what is recorded of it.</summary>
    public Recording Recording { get; init; }

    /// <summary>The names of the sub-workflow steps that it came with, joined by dots; empty for a step of the class itself.</summary>
    public string Group { get; init; } = "";
}

/// <summary>What undoes a step.</summary>
/// <param name="Body">The method.</param>
/// <param name="Step">Position of the step.</param>
internal sealed record CompensationModel(MethodModel Body, int Step);

/// <summary>A method that the engine calls.</summary>
/// <param name="Name">The identifier, without escape.</param>
/// <param name="IsStatic">Called on the class, not on the instance.</param>
/// <param name="Return">How it comes back.</param>
/// <param name="ValueType">The (unwrapped) type of its value, fully qualified with nullability; null for none.</param>
/// <param name="Parameters">In order.</param>
/// <param name="Policy">Null without one.</param>
internal sealed record MethodModel(
    string Name,
    bool IsStatic,
    ReturnKind Return,
    string? ValueType,
    EquatableArray<ParameterModel> Parameters,
    PolicyModel? Policy)
{
    /// <summary>The method that is called, where that is not <see cref="Name"/>: then the name is only what generated code calls the step.</summary>
    public string Method { get; init; } = Name;

    /// <summary>
    /// On what the method is called: empty for the class itself; with <c>global::</c> another class; otherwise members that lead
    /// from the instance to that of a sub-workflow, joined by dots.
    /// </summary>
    public string Receiver { get; init; } = "";

    /// <summary>The workflow that it runs as one step; null for any other.</summary>
    public NestedModel? Nested { get; init; }

    /// <summary>That it is called for each element, and how; null for any other.</summary>
    public MapModel? Map { get; init; }

    /// <summary>In a hosted workflow how its value is stored, of a mapped step that of one call; null where it has none.</summary>
    public StorageModel? Storage { get; init; }

    /// <summary>That it takes and fills columns of many runs; its parameters and its value are those of one.</summary>
    public bool IsBatch { get; init; }

    /// <summary>What messages, pictures and observers call it.</summary>
    public string Display { get; init; } = Name;

    public bool IsAsynchronous => Return != ReturnKind.Synchronous;

    /// <summary>Asynchronous, or waiting between attempts.</summary>
    public bool Suspends => IsAsynchronous || Policy is { DelayMs: > 0 };

    /// <summary>What the executor has to do for it; the policy of a mapped step is that of each call.</summary>
    public PolicyModel? StepPolicy => Map is null ? Policy : null;
}

/// <summary>How a method comes back.</summary>
internal enum ReturnKind
{
    Synchronous,
    ValueTask,
    Task,
}

/// <summary>What a parameter receives.</summary>
/// <param name="Source">The kind of thing.</param>
/// <param name="Index">The position of the step, or of the state; 0 for the others.</param>
/// <param name="Passing">By value, <c>in</c> or <c>ref</c>.</param>
/// <param name="Type">Fully qualified with nullability; of a <c>Maybe&lt;T&gt;</c> the T.</param>
internal sealed record ParameterModel(ParameterSource Source, int Index, Passing Passing, string Type)
{
    /// <summary>Of a parameter that takes one element: the type of what holds them, fully qualified. Null for any other.</summary>
    public string? Collection { get; init; }

    /// <summary>Whether an element is of the parameter's very type, and may be referred to.</summary>
    public bool IsExact { get; init; }

    /// <summary>How the results of a mapped step are handed over: <c>.Span</c>, <c>.Memory</c>, or empty for any other value.</summary>
    public string Access { get; init; } = "";
}

/// <summary>Where a parameter's value comes from.</summary>
internal enum ParameterSource
{
    Input,

    /// <summary>The value of a step; skipped with it.</summary>
    Value,

    /// <summary>The value of a step as <c>Maybe&lt;T&gt;</c>.</summary>
    Maybe,
    State,
    Token,
    Context,

    /// <summary>The column that a batch step fills.</summary>
    Output,
}

/// <summary>How a parameter is passed.</summary>
internal enum Passing
{
    ByValue,
    In,
    Ref,
}

/// <summary>One condition of a step.</summary>
/// <param name="Kind">What must hold.</param>
/// <param name="Step">Position of the bool or enum step.</param>
/// <param name="Values">Of a case: the enum members, fully qualified, in declaration order. For <see cref="ConditionKind.NotIn"/> those that other branches take.</param>
internal sealed record ConditionModel(ConditionKind Kind, int Step, EquatableArray<string> Values);

/// <summary>What a condition asks.</summary>
internal enum ConditionKind
{
    IsTrue,
    IsFalse,

    /// <summary>The enum step returned one of the values.</summary>
    In,

    /// <summary>The default branch: it returned none of them.</summary>
    NotIn,
}

/// <summary>A state struct of the class.</summary>
/// <param name="Name">The identifier.</param>
/// <param name="Type">Fully qualified.</param>
internal sealed record StateModel(string Name, string Type)
{
    /// <summary>In a hosted workflow how it is stored.</summary>
    public StorageModel? Storage { get; init; }
}

/// <summary>Retry and timeout of one method; 0 and null where not set.</summary>
internal sealed record PolicyModel(
    int Retries,
    int DelayMs,
    int Backoff,
    int MaxDelayMs,
    bool Jitter,
    string? RetryOn,
    int TimeoutMs);
