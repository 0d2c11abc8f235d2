# Busbar in a container: `docker build -t busbar:0.1.0 .`, then `docker run busbar:0.1.0 hub --roles gateway` (or demo, db migrate, lab ...).
# The site controller: `docker build --target site -t busbar-site:0.1.0 .`. docs/operations.md says what of this was run.

FROM node:22-bookworm-slim AS console
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund --loglevel=error
COPY web/ ./
RUN npm run build

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /busbar
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/ src/
COPY examples/ examples/
COPY web/web.targets web/web.proj web/
COPY --from=console /web/dist web/dist
RUN dotnet publish src/Hub -c Release -o /out/hub -p:SkipConsole=true \
 && dotnet publish src/Site -c Release -o /out/site -p:SkipConsole=true \
 && mkdir -p /out/data

# "chiseled" has no shell and no package manager; its user app is 1654.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS site
COPY --from=build /out/site /app
COPY --from=build --chown=1654:1654 /out/data /data
WORKDIR /data
USER 1654:1654
ENV DOTNET_EnableDiagnostics=0
VOLUME /data
# PEP-WS for SECCs; health and metrics.
EXPOSE 8765 9464
ENTRYPOINT ["/app/busbar-site"]
CMD ["run", "--site", "/etc/busbar/site.json", "--data", "/data", "--http", "0.0.0.0:9464", "--log", "json"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS hub
COPY --from=build /out/hub /app
COPY --from=build --chown=1654:1654 /out/data /data
WORKDIR /data
USER 1654:1654
ENV DOTNET_EnableDiagnostics=0 BUSBAR__Data=/data BUSBAR__Http__Address=0.0.0.0
VOLUME /data
# Console, REST, live view, health and metrics; stations; MQTT plain and over TLS.
EXPOSE 8080 9000 1883 8883
ENTRYPOINT ["/app/busbar"]
CMD ["hub"]
