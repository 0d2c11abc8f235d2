using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

/// <summary>Charging profiles in SQL.</summary>
internal static class ProfileSql
{
    /// <summary>
    /// A profile replaces the one with its id, and the one of its connector with the same purpose and stack level
    /// (OCPP 1.6 edition 2, 5.16: the same id, or the same combination of stack level and purpose, replaces).
    /// </summary>
    public static void Save(DbSession db, ProfileRow p)
    {
        db.Execute(
            """
            DELETE FROM charging_profile WHERE station_id = @station
               AND (profile_id = @profile OR (connector_id = @connector AND purpose = @purpose AND stack_level = @level))
            """,
            ("@station", p.StationId), ("@profile", p.ProfileId), ("@connector", p.ConnectorId), ("@purpose", p.Purpose), ("@level", p.StackLevel));
        db.Execute(
            """
            INSERT INTO charging_profile (station_id, profile_id, connector_id, stack_level, purpose, transaction_id, profile_json, accepted_at_ms)
            VALUES (@station, @profile, @connector, @level, @purpose, @transaction, @json, @at)
            """,
            ("@station", p.StationId), ("@profile", p.ProfileId), ("@connector", p.ConnectorId), ("@level", p.StackLevel),
            ("@purpose", p.Purpose), ("@transaction", p.TransactionId), ("@json", p.ProfileJson), ("@at", Rows.Ms(p.AcceptedAt)));
    }

    public static int Delete(DbSession db, string stationId, int? profileId, int? connectorId, string? purpose, int? stackLevel) => db.Execute(
        """
        DELETE FROM charging_profile WHERE station_id = @station
           AND profile_id = COALESCE(@profile, profile_id) AND connector_id = COALESCE(@connector, connector_id)
           AND purpose = COALESCE(@purpose, purpose) AND stack_level = COALESCE(@level, stack_level)
        """,
        ("@station", stationId), ("@profile", profileId), ("@connector", connectorId), ("@purpose", purpose), ("@level", stackLevel));

    public static List<ProfileRow> Read(DbSession db, string stationId) => db.All(
        """
        SELECT station_id, connector_id, profile_id, stack_level, purpose, transaction_id, profile_json, accepted_at_ms
          FROM charging_profile WHERE station_id = @station ORDER BY connector_id, purpose, stack_level, profile_id
        """,
        r => new ProfileRow(
            r.GetString(0), r.GetInt32(1), r.GetInt32(2), r.GetInt32(3), r.GetString(4), r.LongOrNull(5), r.GetString(6), r.Time(7)),
        ("@station", stationId));
}
