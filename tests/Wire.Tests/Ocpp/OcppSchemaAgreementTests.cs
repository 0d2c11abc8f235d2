using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Busbar.Tests;
using Busbar.Wire.Ocpp;

namespace Busbar.Wire.Tests.Ocpp;

/// <summary>Strict reading and <see cref="OcppJson.Validate"/> say what an independent validator says of the official schemas, document by document.</summary>
public sealed class OcppSchemaAgreementTests
{
    private const string StatusAt = """{"connectorId":1,"errorCode":"NoError","status":"Available","timestamp":"%"}""";

    /// <summary>Where we differ from the validator on purpose: schema, document, whether we take it, why.</summary>
    private static readonly (string Schema, string Text, bool Taken, string Why)[] Deviations =
    [
        ("StatusNotification", StatusAt.Replace("%", "2026-03-01 12:00:00Z", StringComparison.Ordinal), false, "RFC 3339 §5.6 wants a T; the validator takes a blank"),
        ("StatusNotification", StatusAt.Replace("%", "2026-03-01T12:00:00+0100", StringComparison.Ordinal), false, "RFC 3339 §5.6 wants a colon in the offset"),
        ("StatusNotification", StatusAt.Replace("%", "2026-03-01T12:00:00+01", StringComparison.Ordinal), false, "RFC 3339 §5.6 wants minutes in the offset"),
        ("StatusNotification", StatusAt.Replace("%", "0000-03-01T12:00:00Z", StringComparison.Ordinal), false, "before the year 1 there is no DateTimeOffset"),
        ("StatusNotification", StatusAt.Replace("%", "0001-01-01T00:00:00+01:00", StringComparison.Ordinal), false, "in UTC it is before the year 1"),
        ("CancelReservation", """{"reservationId":1,"reservationId":1}""", false, "a property given twice has no one meaning; the validator sees the last"),
        ("CancelReservation", """{"reservationId":2147483648}""", false, "integers have 32 bits (OCPP 2.0.1 part 2 §2.1.3; 1.6 says integer alone), every number is bounded"),
        ("GetCompositeScheduleResponse", """{"status":"Accepted","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[],"minChargingRate":1e30}}""", false, "numbers are decimals of 28 digits"),
        ("GetCompositeScheduleResponse", """{"status":"Accepted","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[],"minChargingRate":6.00000001}}""", false, "a multiple of 0.1 is exact here; the validator rounds to six digits"),
        ("Authorize", """{"idTag":"\ud83d"}""", false, "half a surrogate pair is not Unicode"),
        ("GetConfiguration", $$"""{"key":[{{string.Join(',', Enumerable.Repeat("\"k\"", OcppLimits.MaxArrayItems + 1))}}]}""", false, "arrays are bounded"),
        ("GetDiagnostics", """{"location":"ftp://example.com:port/"}""", false, "RFC 3986 §3.2.3: a port is of digits; the validator reads a path that begins with //"),
        ("GetDiagnostics", """{"location":"ftp://a@b@c/"}""", false, "RFC 3986 §3.2.2: a host has no @; the validator reads a path that begins with //"),
        ("GetDiagnostics", """{"location":"ftp:"}""", true, "RFC 3986 §3 allows an empty path; the validator does not"),
        ("GetDiagnostics", """{"location":"ftp://[1::2::3]/"}""", true, "an address in brackets is checked by its characters alone"),
    ];

    private static string Schemas => Repo.Shared("data/ocpp/1.6");

    private static string Security => Repo.Shared("data/ocpp/1.6-security");

    [Fact]
    public async Task Strict_reading_agrees_with_the_official_schemas_on_every_document()
    {
        var documents = Documents().ToList();
        var verdicts = await Judge.Of(documents, Schemas, Security);
        var disagreements = new List<string>();
        for (var i = 0; i < documents.Count; i++)
        {
            var (schema, text) = documents[i];
            Read(schema, text, Leniency.None, out var fault);
            if (fault is null != verdicts[i] is null)
                disagreements.Add($"{schema}: {text}\n   we: {fault?.Text ?? "good"}\n   judge: {verdicts[i] ?? "good"}");
        }

        Report("read", documents.Count, verdicts.Count(v => v is null));
        Assert.True(disagreements.Count == 0, $"{disagreements.Count} disagreements\n{string.Join('\n', disagreements.Take(20))}");
        Assert.InRange(verdicts.Count(v => v is null), 5_000, documents.Count - 5_000);
    }

    [Fact]
    public async Task Validate_agrees_with_the_official_schemas_on_every_record_that_lenient_reading_makes()
    {
        var written = new List<(string Schema, string Text)>();
        var ours = new List<OcppFault?>();
        foreach (var (schema, text) in Documents())
        {
            if (Read(schema, text, Leniency.All, out _) is not { } message) continue;
            written.Add((schema, Encoding.UTF8.GetString(OcppJson.ToUtf8(message))));
            ours.Add(OcppJson.Validate(message));
        }

        var verdicts = await Judge.Of(written, Schemas, Security);
        var disagreements = new List<string>();
        for (var i = 0; i < written.Count; i++)
            if (ours[i] is null != verdicts[i] is null)
                disagreements.Add($"{written[i].Schema}: {written[i].Text}\n   we: {ours[i]?.Text ?? "good"}\n   judge: {verdicts[i] ?? "good"}");
        Report("written", written.Count, verdicts.Count(v => v is null));
        Assert.True(disagreements.Count == 0, $"{disagreements.Count} disagreements\n{string.Join('\n', disagreements.Take(20))}");
        Assert.InRange(verdicts.Count(v => v is null), 5_000, written.Count - 500);
    }

    [Fact]
    public async Task Each_deviation_from_the_validator_is_deliberate()
    {
        var verdicts = await Judge.Of([.. Deviations.Select(d => ($"1.6/{d.Schema}", d.Text))], Schemas);
        foreach (var ((schema, text, taken, why), verdict) in Deviations.Zip(verdicts))
        {
            Read($"1.6/{schema}", text, Leniency.None, out var fault);
            Assert.True(taken == fault is null, $"{why}: {fault?.Text}");
            Assert.True(taken != verdict is null, $"{why}: the validator agrees by now, so this is no deviation: {verdict}");
        }
    }

    private static IEnumerable<(string Schema, string Text)> Documents() =>
        from folder in (string[])[Schemas, Security]
        from file in Directory.EnumerateFiles(folder, "*.json").Order()
        let schema = JsonNode.Parse(File.ReadAllText(file))!.AsObject()
        let name = $"{Path.GetFileName(folder)}/{Path.GetFileNameWithoutExtension(file)}"
        from text in new SchemaDocuments(schema).All()
        select (name, text);

    private static OcppMessage? Read(string schema, string text, Leniency allowed, out OcppFault? fault)
    {
        var name = schema[(schema.IndexOf('/') + 1)..];
        var json = Encoding.UTF8.GetBytes(text);
        return name.EndsWith("Response", StringComparison.Ordinal)
            ? OcppJson.ReadResponsePayload(Vectors.Find(name[..^"Response".Length]), json, allowed, out fault)
            : OcppJson.ReadRequestPayload(Vectors.Find(name), json, allowed, out fault);
    }

    private static void Report(string what, int documents, int valid) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"OCPP 1.6 schemas: {documents} documents {what}, {valid} of them valid, compared with ajv"));
}
