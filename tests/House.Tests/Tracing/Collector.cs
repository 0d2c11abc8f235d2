using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Busbar.House.Tests.Tracing;

/// <summary>A collector for OTLP over HTTP that keeps what it gets.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string Text)> _posts = new();
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();

    private Collector(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>The header field <c>x-key</c> of the last request.</summary>
    public string? Key { get; private set; }

    /// <summary>Every span that came, from any process.</summary>
    public IReadOnlyCollection<OtlpSpan> Spans => _spans;

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var collector = new Collector(app);
        app.MapPost("/{**path}", collector.TakeAsync);
        await app.StartAsync();
        return collector;
    }

    /// <summary>Names are plain text in Protobuf.</summary>
    public bool Has(string path, string text) => _posts.Any(post => post.Path == path && post.Text.Contains(text, StringComparison.Ordinal));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        Key = http.Request.Headers["x-key"];
        if (http.Request.Path == "/v1/traces")
            foreach (var span in OtlpSpan.Read(body.ToArray())) _spans.Enqueue(span);
        _posts.Enqueue((http.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
    }
}
