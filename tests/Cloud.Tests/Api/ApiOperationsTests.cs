using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Busbar.Cloud.Api;
using Busbar.Cloud.Store;
using Busbar.Tests;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Busbar.Cloud.Tests.Api;

/// <summary>Health and metrics. Alone: meters belong to the process, and two hosts at once would count under the same names.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed partial class ApiOperationsTests
{
    private const string Name = nameof(ApiOperationsTests);

    [Fact]
    public async Task Liveness_is_answered_whatever_the_store_does()
    {
        await using var host = await ApiHost.StartAsync();
        host.Store.Health = host.Store.Health with { Writable = false };
        using var client = host.Anonymous();
        Assert.Equal("""{"status":"Healthy","checks":[]}""", (await client.GetJsonAsync("/health/live")).GetRawText());
    }

    [Fact]
    public async Task Readiness_is_503_with_the_reason_while_the_store_takes_no_writes()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Anonymous();
        Assert.Equal("Healthy", (await client.GetJsonAsync("/health/ready")).GetProperty("status").GetString());
        host.Store.Health = host.Store.Health with { Writable = false, Reason = "The disk is full." };
        var health = await client.JsonAsync(HttpMethod.Get, "/health/ready", HttpStatusCode.ServiceUnavailable);
        Assert.Equal("""{"status":"Unhealthy","checks":[{"name":"store","status":"Unhealthy","detail":"The disk is full."}]}""", health.GetRawText());
    }

    [Fact]
    public async Task Readiness_is_503_with_the_reason_while_a_database_that_is_only_read_does_not_answer()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Anonymous();
        host.Store.Probe = Task.FromException(new StoreUnavailableException("PostgreSQL at db:5432/busbar cannot be used now: Connection refused"));
        var health = await client.JsonAsync(HttpMethod.Get, "/health/ready", HttpStatusCode.ServiceUnavailable);
        Assert.Equal(
            """{"status":"Unhealthy","checks":[{"name":"store","status":"Unhealthy","detail":"PostgreSQL at db:5432/busbar cannot be used now: Connection refused"}]}""",
            health.GetRawText());
        host.Store.Probe = Task.CompletedTask;
        Assert.Equal("Healthy", (await client.GetJsonAsync("/health/ready")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_answer_that_is_late_is_waited_for_a_second_and_then_the_one_before_it_counts()
    {
        var time = new FakeTime();
        var late = new TaskCompletionSource();
        var store = new FakeStore { Probe = late.Task };
        var check = new StoreHealthCheck(store, time);
        Assert.Equal(HealthStatus.Healthy, await CheckAsync());
        late.SetException(new StoreUnavailableException("It is away."));
        Assert.Equal(HealthStatus.Unhealthy, await CheckAsync());
        store.Probe = new TaskCompletionSource().Task;
        Assert.Equal(HealthStatus.Unhealthy, await CheckAsync());

        async Task<HealthStatus> CheckAsync()
        {
            var result = check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
            await Until.TrueAsync(() => result.IsCompleted, time, TimeSpan.FromSeconds(0.2), "the check ends");
            return (await result).Status;
        }
    }

    [Fact]
    public async Task Metrics_are_valid_exposition_text_and_count_what_happened()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        using var client = host.Anonymous();
        for (var i = 0; i < 3; i++) await client.GetJsonAsync("/api/v1/chargers");
        using var response = await client.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var samples = Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(samples["""busbar_api_request_duration_seconds_count{method="GET",route="/api/v1/chargers",status="2xx"}"""] >= 3);
        Assert.True(samples["process_cpu_seconds_total"] > 0);
        Assert.True(samples["process_resident_memory_bytes"] > 1e6);
        Assert.Equal(1, samples["""busbar_build_info{version="0.1.0"}"""]);
        Assert.Contains("""dotnet_gc_collections_total{generation="0"}""", samples.Keys);
    }

    [Fact]
    public void Each_kind_of_instrument_has_its_type_name_and_unit()
    {
        using var meter = new Meter("Busbar.Test");
        using var collector = new MetricsCollector();
        meter.CreateCounter<long>("busbar.test.frames", "{frame}", "Frames.").Add(5, new KeyValuePair<string, object?>("kind", "a\"b\\c\nd"));
        meter.CreateUpDownCounter<int>("busbar.test.connections", "{connection}", "Open.").Add(2);
        meter.CreateObservableGauge("depth", () => 7.5, "By", "Depth.");
        meter.CreateObservableCounter("busbar.test.written", () => 42L, "By", "Written.");
        var histogram = meter.CreateHistogram<double>("busbar.test.latency", "s", "Latency.");
        foreach (var value in new[] { 0.0004, 0.0005, 0.02, 100 }) histogram.Record(value);
        var text = PrometheusText.Write(collector);
        var samples = Parse(text);
        Assert.Equal(5, samples["""busbar_test_frames_total{kind="a\"b\\c\nd"}"""]);
        Assert.Equal(2, samples["busbar_test_connections"]);
        Assert.Equal(7.5, samples["busbar_test_depth_bytes"]);
        Assert.Equal(42, samples["busbar_test_written_bytes_total"]);
        Assert.Equal(2, samples["""busbar_test_latency_seconds_bucket{le="0.0005"}"""]);
        Assert.Equal(3, samples["""busbar_test_latency_seconds_bucket{le="60"}"""]);
        Assert.Equal(4, samples["""busbar_test_latency_seconds_bucket{le="+Inf"}"""]);
        Assert.Equal(4, samples["busbar_test_latency_seconds_count"]);
        Assert.Equal(100.0209, samples["busbar_test_latency_seconds_sum"], 6);
        Assert.Contains("# TYPE busbar_test_connections gauge\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE busbar_test_frames_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE busbar_test_latency_seconds histogram\n", text, StringComparison.Ordinal);
        Assert.Contains("# UNIT busbar_test_latency_seconds seconds\n", text, StringComparison.Ordinal);
        Assert.Contains("# HELP busbar_test_written_bytes_total Written.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_without_bound_never_become_series()
    {
        using var meter = new Meter("Busbar.TestBounds");
        using var collector = new MetricsCollector();
        var byStation = meter.CreateCounter<long>("busbar.testbounds.bystation");
        var byText = meter.CreateCounter<long>("busbar.testbounds.bytext");
        for (var i = 0; i < 1000; i++)
        {
            byStation.Add(1, new("station", $"S{i}"), new("kind", "a"));
            byText.Add(1, new KeyValuePair<string, object?>("text", $"T{i}"));
        }

        var samples = Parse(PrometheusText.Write(collector));
        Assert.Equal(1000, samples["""busbar_testbounds_bystation_total{kind="a"}"""]);
        Assert.Equal(Metric.MaxSeries + 1, samples.Keys.Count(key => key.StartsWith("busbar_testbounds_bytext_total", StringComparison.Ordinal)));
        Assert.Equal(1000 - Metric.MaxSeries, samples["""busbar_testbounds_bytext_total{overflow="true"}"""]);
    }

    [Fact]
    public void Other_peoples_meters_are_not_heard_and_ours_end_with_their_owner()
    {
        using var collector = new MetricsCollector();
        using var other = new Meter("Somebody.Else");
        other.CreateCounter<long>("busbar.testother.count").Add(1);
        var ours = new Meter("Busbar.TestEnd");
        ours.CreateCounter<long>("busbar.testend.count").Add(1);
        Assert.Contains("busbar_testend_count_total", Parse(PrometheusText.Write(collector)).Keys);
        ours.Dispose();
        var samples = Parse(PrometheusText.Write(collector));
        Assert.DoesNotContain("busbar_testend_count_total", samples.Keys);
        Assert.DoesNotContain(samples.Keys, key => key.StartsWith("busbar_testother", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Measuring_from_many_threads_loses_nothing()
    {
        using var meter = new Meter("Busbar.TestThreads");
        using var collector = new MetricsCollector();
        var counter = meter.CreateCounter<long>("busbar.testthreads.count");
        var histogram = meter.CreateHistogram<double>("busbar.testthreads.size");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                counter.Add(1);
                histogram.Record(1);
            }
        })));
        var samples = Parse(PrometheusText.Write(collector));
        Assert.Equal(40_000, samples["busbar_testthreads_count_total"]);
        Assert.Equal(40_000, samples["busbar_testthreads_size_sum"]);
        Assert.Equal(40_000, samples["busbar_testthreads_size_count"]);
    }

    /// <summary>Reads exposition format 0.0.4 strictly: HELP and TYPE once per metric and before its samples, no sample twice.</summary>
    private static Dictionary<string, double> Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var samples = new Dictionary<string, double>(StringComparer.Ordinal);
        var typed = new HashSet<string>(StringComparer.Ordinal);
        var current = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                current = line.Split(' ')[2];
                Assert.True(typed.Add(current), $"{current} is declared twice.");
                continue;
            }

            if (line.StartsWith('#')) continue;
            var match = SampleLine().Match(line);
            Assert.True(match.Success, line);
            Assert.StartsWith(current, match.Groups["name"].Value, StringComparison.Ordinal);
            var number = match.Groups["value"].Value;
            samples.Add(match.Groups["series"].Value, number == "+Inf" ? double.PositiveInfinity : double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture));
        }

        return samples;
    }

    [GeneratedRegex("""^(?<series>(?<name>[a-z_][a-z0-9_]*)(\{[a-z_][a-z0-9_]*="([^"\\\n]|\\["\\n])*"(,[a-z_][a-z0-9_]*="([^"\\\n]|\\["\\n])*")*\})?) (?<value>[-+0-9.eEInf]+)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SampleLine();
}
