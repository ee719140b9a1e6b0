namespace Engine.Host.Load;

/// <summary>What the load took of the server's machine.</summary>
/// <param name="Cores">Processors, from the first start until the time was over.</param>
/// <param name="Before">Before anything was defined.</param>
/// <param name="Defined">With all workflows defined.</param>
/// <param name="UnderWay">With all of them under way for the first time.</param>
/// <param name="Over">When the time was over.</param>
internal sealed record ServerUse(double Cores, ServerFigures Before, ServerFigures Defined, ServerFigures UnderWay, ServerFigures Over);
