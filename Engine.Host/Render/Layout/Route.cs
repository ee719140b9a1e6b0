namespace Engine.Host.Render.Layout;

/// <summary>How one edge runs: through <see cref="PointCount"/> consecutive points, one per level that it passes.</summary>
/// <param name="Edge">The edge's number in the graph.</param>
/// <param name="From">Its first node.</param>
/// <param name="To">Its last node.</param>
/// <param name="FirstPoint">The vertex of the first point.</param>
/// <param name="PointCount">How many points there are; fewer than the levels passed when the edge is drawn as one curve.</param>
internal readonly record struct Route(int Edge, int From, int To, int FirstPoint, int PointCount);
