using Busbar.Cloud.Store.Commit;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>A start that waits for its commit. Those of a batch are taken together.</summary>
internal sealed class StartWrite(PostgresWriteUnit unit, StartFact fact) : WriteOperation<StartResult>
{
    public StartFact Fact => fact;

    /// <summary>What became of it, once it was taken.</summary>
    public StartResult? Outcome { get; set; }

    /// <summary>Of the starts of one tag group one is judged after the other.</summary>
    public override string? Guard { get; } = Rows.Key(fact.TagGroup);

    protected override StartResult Result => Outcome!;

    public override void Execute() => unit.Start(this);
}
