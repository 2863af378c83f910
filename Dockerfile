# The image of docs/operations.md, "In a container": everything that ./ringfence can do, on a Java runtime.
ARG JDK=docker.io/library/eclipse-temurin:25-jdk
ARG JRE=docker.io/library/eclipse-temurin:25-jre

FROM $JDK AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -q -DskipTests -Dspotless.check.skip=true package \
    && mkdir /installed \
    && tar -xzf perf/target/ringfence-*.tar.gz -C /installed --strip-components=1

FROM $JRE
COPY --from=build /installed /opt/ringfence
# Files of root's, so that who serves can't change the program; the cache is part of the image.
RUN { /opt/ringfence/ringfence train || { cat /tmp/ringfence-train.*; exit 1; }; } \
    && rm -rf /root/.cache /tmp/* \
    && ln -s /opt/ringfence/ringfence /usr/local/bin/ringfence \
    && useradd --uid 10001 --no-log-init --create-home --home-dir /var/lib/ringfence ringfence
USER 10001
WORKDIR /var/lib/ringfence
# A container's memory is the engine's own, and its probes come from outside.
ENV RINGFENCE_JAVA_OPTS=-XX:MaxRAMPercentage=70 RINGFENCE_HTTP_HOST=0.0.0.0
EXPOSE 7400 7480
ENTRYPOINT ["ringfence"]
CMD ["serve"]
