using System;
using System.Collections.Generic;
using Engine.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Generators.Parsing;

/// <summary>
/// Tells what generators made from what was written. The analyser sees a compilation that every generator has completed, our
/// generator one that none has: a type that another generator makes is known to the one and unknown to the other.
/// </summary>
internal static class GeneratedCode
{
    /// <summary>Part of the path of every file that our generator makes: the compiler puts the generator's name there.</summary>
    private const string OurFolder = "Engine.Generators.WorkflowGenerator";

    /// <summary>The same of the generator of events and routers.</summary>
    private const string EventFolder = "Engine.Generators.Events.EventGenerator";

    /// <summary>The folders that the compiler adds to a path: the generator's assembly, its type, the file.</summary>
    private const int AddedFolders = 3;

    /// <summary>Whether one of our generators made the file.</summary>
    public static bool IsOurs(SyntaxTree tree) =>
        tree.FilePath.IndexOf(OurFolder, StringComparison.Ordinal) >= 0 || tree.FilePath.IndexOf(EventFolder, StringComparison.Ordinal) >= 0;

    /// <summary>Whether our generator made the member.</summary>
    public static bool IsOurs(ISymbol member)
    {
        foreach (SyntaxReference reference in member.DeclaringSyntaxReferences)
        {
            if (!IsOurs(reference.SyntaxTree))
            {
                return false;
            }
        }

        return member.DeclaringSyntaxReferences.Length > 0;
    }

    /// <summary>
    /// For a class that looks right here and that our generator has not completed: the types in its signatures that another
    /// generator made.
    /// </summary>
    public static void CheckTypes(ParseContext context)
    {
        foreach (SyntaxReference part in context.Type.DeclaringSyntaxReferences)
        {
            if (IsOurs(part.SyntaxTree) && context.Type.GetTypeMembers("Definition").Length > 0)
            {
                return;
            }
        }

        var seen = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        string? root = FindRoot(context.Compilation);
        Check(context, seen, root, context.Input!, Place.TypeArgument(context.Attribute!, 0), "the workflow's input");
        Check(context, seen, root, context.Output!, Place.TypeArgument(context.Attribute!, 1), "the workflow's output");
        CheckMethods(context, context.Steps, seen, root);
        CheckMethods(context, context.Compensations, seen, root);
    }

    private static void CheckMethods(ParseContext context, List<Candidate> methods, HashSet<ITypeSymbol> seen, string? root)
    {
        foreach (Candidate method in methods)
        {
            if (method.Value is not null)
            {
                Check(context, seen, root, method.Value, method.ValuePlace, "the value of " + method.Title);
            }

            foreach (IParameterSymbol parameter in method.Method.Parameters)
            {
                Check(context, seen, root, parameter.Type, Place.Type(parameter), $"parameter '{parameter.Name}' of {method.Title}");
            }
        }
    }

    private static void Check(ParseContext context, HashSet<ITypeSymbol> seen, string? root, ITypeSymbol type, Place place, string what)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                Check(context, seen, root, array.ElementType, place, what);
                return;
            case INamedTypeSymbol named:
                foreach (ITypeSymbol argument in named.TypeArguments)
                {
                    Check(context, seen, root, argument, place, what);
                }

                if (named.DeclaringSyntaxReferences.Length > 0 && seen.Add(named.OriginalDefinition) && IsMade(named, root, context))
                {
                    context.Sink.Report(Rules.UnknownType, place, Names.Of(named), what);
                }

                return;
        }
    }

    private static bool IsMade(INamedTypeSymbol type, string? root, ParseContext context)
    {
        foreach (SyntaxReference reference in type.DeclaringSyntaxReferences)
        {
            string path = reference.SyntaxTree.FilePath;
            bool isMade = root is not null
                ? path.StartsWith(root, StringComparison.Ordinal) && CountFolders(path, root.Length) == AddedFolders && (root.Length > 0 || !IsRooted(path))
                : LooksMade(reference.SyntaxTree, context);
            if (!isMade || IsOurs(reference.SyntaxTree))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The folder under which the compiler puts the files of all generators, read off one of ours; null where there is none.</summary>
    private static string? FindRoot(Compilation compilation)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            int at = tree.FilePath.IndexOf(OurFolder, StringComparison.Ordinal);
            if (at > 0)
            {
                // Before the generator's type stands its assembly.
                int assembly = tree.FilePath.LastIndexOfAny(['/', '\\'], Math.Max(0, at - 2));
                return tree.FilePath.Substring(0, assembly + 1);
            }
        }

        return null;
    }

    /// <summary>Without a file of ours: a path that ends like those of generators, and a text that says so.</summary>
    private static bool LooksMade(SyntaxTree tree, ParseContext context)
    {
        string[] folders = tree.FilePath.Split('/', '\\');
        return folders.Length >= AddedFolders
            && folders[folders.Length - 2].StartsWith(folders[folders.Length - 3] + ".", StringComparison.Ordinal)
            && SaysSo(tree.GetRoot(context.CancellationToken).GetLeadingTrivia());
    }

    private static bool SaysSo(SyntaxTriviaList trivia)
    {
        foreach (SyntaxTrivia one in trivia)
        {
            if (one.IsKind(SyntaxKind.SingleLineCommentTrivia) && one.ToString().IndexOf("<auto-generated", StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static int CountFolders(string path, int start)
    {
        int count = 1;
        for (int i = start; i < path.Length; i++)
        {
            count += path[i] is '/' or '\\' ? 1 : 0;
        }

        return count;
    }

    private static bool IsRooted(string path) => path.Length > 0 && (path[0] is '/' or '\\' || (path.Length > 1 && path[1] == ':'));
}
