using System.Globalization;

namespace Engine.Internal;

/// <summary>Collects what the checks find. A graph from a file may have thousands of the same mistake: the lists are bounded and say what they left out.</summary>
internal sealed class BuildReport(string workflowName)
{
    /// <summary>The most errors, and the most warnings, that are listed.</summary>
    public const int MaxListed = 100;

    private readonly List<WorkflowError> _errors = [];
    private readonly List<WorkflowError> _warnings = [];
    private int _unlistedErrors;

    /// <summary>The first warnings; what is beyond the limit repeats them.</summary>
    public IReadOnlyList<WorkflowError> Warnings => _warnings;

    public bool HasErrors => _errors.Count > 0;

    public bool TakesWarnings => _warnings.Count < MaxListed;

    public void Error(BuildRule rule, params object[] arguments)
    {
        if (_errors.Count == MaxListed)
        {
            _unlistedErrors++;
            return;
        }

        _errors.Add(Make(rule, arguments));
    }

    public void Warn(BuildRule rule, params object[] arguments)
    {
        if (TakesWarnings)
        {
            _warnings.Add(Make(rule, arguments));
        }
    }

    public void ThrowIfWrong()
    {
        if (HasErrors)
        {
            throw new WorkflowBuildException(workflowName, _errors, _unlistedErrors);
        }
    }

    /// <summary>The type as C# writes it, without its namespace.</summary>
    public static string TypeName(Type type)
    {
        string? keyword = Type.GetTypeCode(type) switch
        {
            _ when type.IsEnum => null,
            TypeCode.Boolean => "bool",
            TypeCode.Int32 => "int",
            TypeCode.Int64 => "long",
            TypeCode.Double => "double",
            TypeCode.Decimal => "decimal",
            TypeCode.String => "string",
            _ => null,
        };
        if (keyword is not null || !type.IsGenericType)
        {
            return keyword ?? type.Name;
        }

        int mark = type.Name.IndexOf('`', StringComparison.Ordinal);
        return $"{(mark < 0 ? type.Name : type.Name[..mark])}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>";
    }

    private static WorkflowError Make(BuildRule rule, object[] arguments) => new(rule.Id, string.Format(CultureInfo.InvariantCulture, rule.Message, arguments));
}
