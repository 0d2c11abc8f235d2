using System.Globalization;

namespace Busbar.Tools.OcppGen;

/// <summary>Writes the C# of a message set: a file per action, a file per type that several actions share, and the catalogue.</summary>
internal sealed class Emitter(Edition edition, Catalogue catalogue)
{
    private string Namespace => $"Busbar.Wire.Ocpp.{edition.Version}";

    /// <summary>Relative path to content.</summary>
    public IReadOnlyDictionary<string, string> Emit()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal) { [$"{edition.CatalogueClass}.g.cs"] = EmitCatalogue() };
        foreach (var action in catalogue.Actions)
        {
            var code = Start(Namespace);
            EmitObject(code, action.Request, action.Name, "Request");
            if (action.Response is not null) EmitObject(code.Line(), action.Response, action.Name, "Response");
            foreach (var own in Types(t => catalogue.UsedBy[t].SetEquals([action.Name]))) EmitType(code.Line(), own);
            files.Add($"{action.Name}.g.cs", code.ToString());
        }

        foreach (var shared in Types(t => catalogue.UsedBy[t].Count > 1))
        {
            var code = Start(Namespace);
            EmitType(code, shared);
            files.Add($"Common/{shared.Name}.g.cs", code.ToString());
        }

        return files;
    }

    private IEnumerable<TypeDefinition> Types(Func<string, bool> which) =>
        catalogue.Types.Values.Where(t => which(t.Name)).OrderBy(t => t.Name, StringComparer.Ordinal);

    private CodeWriter Start(string @namespace) => new CodeWriter()
        .Line($"// Written by tools/OcppGen from the official schemas of OCPP {edition.Name}. Change the generator, not this file.")
        .Line("#nullable enable")
        .Line()
        .Line($"namespace {@namespace};")
        .Line();

    private string EmitCatalogue()
    {
        var code = new CodeWriter()
            .Line($"// Written by tools/OcppGen from the official schemas of OCPP {edition.Name}. Change the generator, not this file.")
            .Line("#nullable enable")
            .Line()
            .Line($"using {Namespace};")
            .Line()
            .Line("namespace Busbar.Wire.Ocpp;")
            .Line()
            .Line($"/// <summary>The actions of OCPP {edition.Name}.</summary>")
            .Open($"public static class {edition.CatalogueClass}");
        foreach (var action in catalogue.Actions)
        {
            var response = action.Response is null ? "null" : $"{action.Response.Name}.Read";
            code.Line($"/// <summary><c>{action.Name}</c>, asked by {Asker(action.Name)}.</summary>")
                .Line($"public static OcppAction {action.Name} {{ get; }} = new(")
                .Indented($"\"{action.Name}\", OcppVersion.{edition.Version}, ActionSender.{edition.Sender(action.Name)}, {action.Request.Name}.Read, {response});")
                .Line();
        }

        code.Line("/// <summary>All of them, found by name.</summary>")
            .Line("public static OcppMessageSet Messages { get; } = new(")
            .Indented($"OcppVersion.{edition.Version},");
        for (var i = 0; i < catalogue.Actions.Count; i++) code.Indented(catalogue.Actions[i].Name + (i + 1 < catalogue.Actions.Count ? "," : ");"));
        return code.Close().ToString();
    }

    private string Asker(string action) => edition.Sender(action) switch
    {
        "Station" => "the station",
        "Central" => "the central system",
        _ => "either side",
    };

    private void EmitType(CodeWriter code, TypeDefinition type)
    {
        if (type is EnumDefinition members) EnumEmitter.Emit(code, members, edition.Lenient.GetValueOrDefault(type.Name));
        else EmitObject(code, (ObjectDefinition)type, null, "");
    }

    private void EmitObject(CodeWriter code, ObjectDefinition type, string? action, string role)
    {
        var summary = action is null ? $"<c>{type.Name}</c> of OCPP {edition.Name}." : $"The {role.ToLowerInvariant()} of <c>{action}</c>, OCPP {edition.Name}.";
        var parent = action is null ? $"IOcppObject<{type.Name}>" : $"Ocpp{role}";
        var inherited = action is null ? "" : "override ";
        code.Line($"/// <summary>{summary}</summary>").Open($"public sealed record {type.Name} : {parent}");
        if (type.Properties.Count == 0)
            code.Line("/// <summary>The one instance that reading gives; the payload has no properties.</summary>")
                .Line($"public static {type.Name} Empty {{ get; }} = new();")
                .Line();
        foreach (var property in type.Properties)
            code.Line($"/// <summary><c>{property.JsonName}</c>: {Values.Describe(property)}</summary>")
                .Line($"public {(property.Required ? "required " : "")}{Values.CsType(property)} {property.Name} {{ get; init; }}")
                .Line();
        if (action is not null)
            code.Line("/// <inheritdoc/>").Line($"public override OcppAction Action => {edition.CatalogueClass}.{action};").Line();

        EmitRead(code, type);
        code.Line().Line("/// <inheritdoc/>").Open($"public {inherited}void Write(ref OcppWriter writer)").Line("writer.BeginObject();");
        foreach (var property in type.Properties) code.Line(Values.WriteCall(property));
        code.Line("writer.EndObject();").Close();

        code.Line().Line("/// <inheritdoc/>").Open($"public {inherited}void Check(ref OcppChecker checker)");
        foreach (var property in type.Properties)
            if (Values.CheckCall(property) is { } check) code.Line(check);
        code.Close().Close();
    }

    private static void EmitRead(CodeWriter code, ObjectDefinition type)
    {
        code.Line("/// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>")
            .Open($"public static {type.Name}? Read(ref OcppReader reader)")
            .Line("if (!reader.BeginObject()) return null;");
        foreach (var property in type.Properties) code.Line($"{Values.LocalType(property)} {Naming.Local(property.JsonName)} = default;");
        if (type.Properties.Count > 0) code.Line("ulong seen = 0;");
        code.Open("while (reader.NextProperty(out var nameUtf8))");
        var skip = type.IsOpen ? "reader.Open()" : "reader.Unknown(nameUtf8)";
        if (type.Properties.Count > 0)
        {
            code.Open("switch (nameUtf8.Length)");
            foreach (var (property, index) in type.Properties.Select((p, i) => (p, i)).OrderBy(x => x.p.JsonName.Length).ThenBy(x => x.i))
                code.Line($"case {property.JsonName.Length} when nameUtf8.SequenceEqual(\"{property.JsonName}\"u8):")
                    .Indented($"if (reader.Once(ref seen, {Bit(index)}) && {Values.ReadCall(property)}) continue;")
                    .Indented($"return reader.At<{type.Name}>(\"{property.JsonName}\");");
            code.Close().Line();
        }

        code.Line($"if (!{skip}) return null;").Close().Line().Line("if (reader.HasFault) return null;");
        EmitRequired(code, type);
        if (type.Properties.Count == 0)
        {
            code.Line("return Empty;").Close();
            return;
        }

        code.Open($"return new {type.Name}");
        foreach (var property in type.Properties) code.Line($"{property.Name} = {Values.Assigned(property)},");
        code.Close(";").Close();
    }

    private static void EmitRequired(CodeWriter code, ObjectDefinition type)
    {
        var required = type.Properties.Select((p, i) => (Property: p, Index: i)).Where(x => x.Property.Required).ToList();
        foreach (var (array, index) in required.Where(x => x.Property.IsArray))
            code.Line($"if ((seen & {Bit(index)}) == 0 && !reader.MissingArray(\"{array.JsonName}\", out {Naming.Local(array.JsonName)})) return null;");
        foreach (var (single, index) in required.Where(x => !x.Property.IsArray))
            code.Line($"if ((seen & {Bit(index)}) == 0) return reader.Missing<{type.Name}>(\"{single.JsonName}\");");
    }

    private static string Bit(int index) => "0x" + (1UL << index).ToString("X", CultureInfo.InvariantCulture);
}
