using System.Globalization;
using System.Text.Json;
using Engine.Host.Serve.Access;
using Engine.Host.Serve.Catalog;
using Microsoft.AspNetCore.Http;

namespace Engine.Host.Serve.Http;

/// <summary>A request that has been let in.</summary>
/// <param name="Http">The framework's context.</param>
/// <param name="App">The program.</param>
/// <param name="Client">Who asks.</param>
/// <param name="Tenant">What they see.</param>
/// <param name="Id">The part of the path in the braces of the route.</param>
internal readonly record struct ServeCall(HttpContext Http, ServeApp App, Client Client, TenantSpace Tenant, string Id)
{
    public CancellationToken Aborted => Http.RequestAborted;

    public Task AnswerAsync<TState>(TState state, Action<Utf8JsonWriter, TState> write, int status = 200) => JsonAnswer.SendAsync(Http, status, state, write);

    /// <summary>A value of the query; null where it is not there.</summary>
    public string? Query(string name) => Http.Request.QueryString.HasValue && Http.Request.Query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues values)
        ? values.Count == 1 ? values[0] : throw ServeException.BadField(name, "it stands in the query more than once. Give it once.")
        : null;

    /// <summary>The size of a page.</summary>
    public int Limit()
    {
        string? text = Query("limit");
        return text is null ? 100
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= ServeLimits.PageSize ? limit
            : throw ServeException.BadField("limit", $"it is '{Shown(text)}'; choose 1 to {ServeLimits.PageSize}.");
    }

    /// <exception cref="ServeException">The query has a name that the address does not know.</exception>
    public void RefuseUnknownQuery(params ReadOnlySpan<string> known)
    {
        if (!Http.Request.QueryString.HasValue)
        {
            return;
        }

        foreach (string name in Http.Request.Query.Keys)
        {
            if (!known.Contains(name))
            {
                throw ServeException.BadField(Shown(name), $"there is no such filter. Known are {(known.IsEmpty ? "none" : string.Join(", ", known!))}.");
            }
        }
    }

    /// <summary>The workflow that the path names.</summary>
    public DefinedWorkflow Workflow() => Tenant.Find(Id) ?? throw new ServeException(404, $"There is no workflow '{Shown(Id)}'. GET /api/v1/workflows lists those that are there; POST one to define it.");

    public static string Shown(string text) => text.Length <= 100 ? text : $"{text[..100]}...";
}
