using Busbar.Tools.OcppGen;

if (args.Length < 3 || !Edition.TryFind(args[0], out var edition))
{
    Console.Error.WriteLine("Usage: OcppGen <1.6|2.0.1|2.1> <output folder> <schema folder> [<schema folder> ...]");
    return 1;
}

try
{
    var catalogue = new SchemaReader(edition).Read(args[2..]);
    var files = new Emitter(edition, catalogue).Emit();
    OutputFolder.Replace(args[1], files);
    Console.WriteLine($"{catalogue.Actions.Count} actions, {catalogue.Types.Count} shared types, {files.Count} files in {args[1]}");
    return 0;
}
catch (SchemaException refused)
{
    Console.Error.WriteLine(refused.Message);
    return 2;
}
