using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Stations;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Charging;

/// <summary>
/// Authorize (OCPP 1.6, 4.1). ConcurrentTx is never answered here: 7.2 makes it relevant for StartTransaction only, and a tag
/// whose transaction runs must be able to show itself to stop it.
/// </summary>
internal sealed class Authorizations(TagJudge tags)
{
    public async ValueTask<CallAnswer> AnswerAsync(Station station, StationCall call, CancellationToken ct)
    {
        var judgement = await tags.JudgeAsync(((AuthorizeRequest)call.Request).IdTag, ct);
        return CallAnswer.Of(new AuthorizeResponse { IdTagInfo = judgement.Info() });
    }
}
