using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>What the parser knows of a step that runs another workflow.</summary>
internal sealed class SubWorkflow(ChildWorkflow child, AttributeData attribute, int input, string instance, bool isMade)
{
    public ChildWorkflow Child { get; } = child;

    public AttributeData Attribute { get; } = attribute;

    /// <summary>Position of the parameter that is the other workflow's input.</summary>
    public int Input { get; } = input;

    /// <summary>The expression that gives the instance.</summary>
    public string Instance { get; } = instance;

    /// <summary>The instance is made here: nobody gives one.</summary>
    public bool IsMade { get; } = isMade;

    /// <summary>The property that gives the instance, and the method that runs it as one step.</summary>
    public string Accessor { get; set; } = "";

    public string OneStep { get; set; } = "";

    /// <summary>Whether other workflows may reach those two: internal, or else private.</summary>
    public string Access { get; set; } = "private";

    /// <summary>Why it runs as one step; null where its steps are those of the plan.</summary>
    public string? WhyOneStep { get; set; }

    /// <summary>How often it runs at most, 0 where it runs once.</summary>
    public int MaxRounds { get; set; }

    /// <summary>The method that says when to stop.</summary>
    public IMethodSymbol? Until { get; set; }

    public bool IsInlined => WhyOneStep is null;
}
