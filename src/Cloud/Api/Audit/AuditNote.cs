using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>What an endpoint knows better about its entry in the audit log than its address and its body say. Null leaves what these say.</summary>
internal sealed class AuditNote
{
    private static readonly object Key = new();

    /// <summary>What was done.</summary>
    public string? Kind { get; set; }

    /// <summary>What it was done to.</summary>
    public string? Target { get; set; }

    /// <summary>What was asked, as JSON without secrets.</summary>
    public string? DetailJson { get; set; }

    /// <summary>What came of it.</summary>
    public string? Outcome { get; set; }

    /// <summary>The note of this request.</summary>
    public static AuditNote Of(HttpContext http)
    {
        if (http.Items.TryGetValue(Key, out var known)) return (AuditNote)known!;
        var note = new AuditNote();
        http.Items[Key] = note;
        return note;
    }
}
