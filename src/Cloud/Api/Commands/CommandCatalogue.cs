using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Api;

/// <summary>The operations that the central system may ask of a station, found by name as people write it. Built once; immutable.</summary>
internal sealed class CommandCatalogue
{
    private readonly FrozenDictionary<string, OcppAction> _byName;

    public CommandCatalogue(OcppMessageSet messages)
    {
        var actions = messages.Actions.Where(action => action.Sender.HasFlag(ActionSender.Central)).ToArray();
        _byName = actions.ToFrozenDictionary(action => Plain(action.Name), StringComparer.OrdinalIgnoreCase);
        Commands =
        [
            .. actions
                .Select(action => new CommandShape(
                    action.Name, CommandTexts.Describe(action.Name), CommandTexts.Group(action.Name), CommandForm.FieldsOf(action)))
                .OrderBy(command => Array.IndexOf(CommandTexts.Groups, command.Group))
                .ThenBy(command => command.Action, StringComparer.Ordinal),
        ];
        Names = string.Join(", ", actions.Select(action => action.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>Every command with the fields of its form, by group.</summary>
    public CommandShape[] Commands { get; }

    /// <summary>The names, for texts.</summary>
    public string Names { get; }

    /// <summary>Finds an action by its name in any case; <c>remote-start-transaction</c> and <c>remote_start_transaction</c> mean RemoteStartTransaction.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out OcppAction? action) => _byName.TryGetValue(Plain(name), out action);

    private static string Plain(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
}
