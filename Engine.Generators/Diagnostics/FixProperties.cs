namespace Engine.Generators.Diagnostics;

/// <summary>What a diagnostic tells its code fix beside the message. The code fixes link this file.</summary>
internal static class FixProperties
{
    /// <summary>The name that was probably meant: of a parameter (ENG010), of a method (ENG017).</summary>
    public const string Suggestion = "Suggestion";

    /// <summary>The type of the value, with <c>global::</c> and nullability (ENG012, ENG052).</summary>
    public const string Type = "Type";

    /// <summary>The method of the other step (ENG040).</summary>
    public const string Step = "Step";

    /// <summary>The methods of the steps in question, separated by commas (ENG021).</summary>
    public const string Steps = "Steps";
}
