using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Reports;

/// <summary>
/// SignCertificate (Security Whitepaper, A02 and A03). Busbar holds no certificate authority: by default the answer is Rejected.
/// With <see cref="CmsOptions.AcceptCertificateRequests"/> it is Accepted, and the request is kept as the evidence of an alarm, from
/// which the operator has it signed and sends CertificateSigned.
/// </summary>
internal sealed class SignCertificates(AlarmBook alarms, CmsOptions options)
{
    public async ValueTask<CallAnswer> AnswerAsync(Station station, StationCall call, CancellationToken ct)
    {
        if (!options.AcceptCertificateRequests) return CallAnswer.Of(new SignCertificateResponse { Status = GenericStatus.Rejected });
        await alarms.RaiseAsync(
            station.Id, null, AlarmKinds.SecurityCertificateRequest, AlarmSeverity.Info,
            "The station asks for a certificate. Have the request in the evidence signed and send it with CertificateSigned.",
            AlarmEvidence.Of(("csr", ((SignCertificateRequest)call.Request).Csr)), ct);
        return CallAnswer.Of(new SignCertificateResponse { Status = GenericStatus.Accepted });
    }
}
