namespace Engine.Generators.Parsing;

/// <summary>The attributes that the parser knows.</summary>
internal enum AttributeKind
{
    None,
    Workflow,
    Step,
    Compensate,
    Output,
    After,
    When,
    Unless,
    Case,
    Default,
    Retry,
    Timeout,
    From,
    State,
    SubWorkflow,
    Repeat,
    Map,
    Batch,
    HasCompensations,
}
