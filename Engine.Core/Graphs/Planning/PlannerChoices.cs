using Engine.Graphs;

namespace Engine.Internal;

/// <summary>Type argument: ask for lines ahead.</summary>
internal readonly struct FetchAhead;

/// <summary>Type argument: everything is in the cache.</summary>
internal readonly struct InCache;

/// <summary>Type argument: nodes in the order of the queue.</summary>
internal readonly struct QueueOrder;

/// <summary>Type argument: nodes by id.</summary>
internal readonly struct IdOrder;
