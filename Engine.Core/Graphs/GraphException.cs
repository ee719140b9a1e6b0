using Engine.Internal;

namespace Engine.Graphs;

/// <summary>A graph that cannot be built or planned as asked. The message names the node or edge and the fix.</summary>
public class GraphException : Exception
{
    /// <summary>Creates the exception with its message.</summary>
    public GraphException(string message)
        : base(message)
    {
    }
}
