using System.Collections.Immutable;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>What the parser makes of a workflow class: the model, and everything that is wrong with it.</summary>
/// <param name="Model">Complete where <see cref="WorkflowModel.IsBroken"/> is not set.</param>
/// <param name="Diagnostics">In the order in which they were found.</param>
internal readonly record struct ParseResult(WorkflowModel Model, ImmutableArray<Diagnostic> Diagnostics);
