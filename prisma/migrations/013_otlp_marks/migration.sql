-- CreateTable
CREATE TABLE "otlp_sessions" (
    "actor" TEXT NOT NULL,
    "session" TEXT NOT NULL,
    "telling" TEXT NOT NULL,
    "heard_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),

    CONSTRAINT "otlp_sessions_pkey" PRIMARY KEY ("actor","session")
);

-- CreateTable
CREATE TABLE "otlp_marks" (
    "actor" TEXT NOT NULL,
    "series" TEXT NOT NULL,
    "value" DECIMAL(28,12) NOT NULL,
    "at_nano" DECIMAL(20,0) NOT NULL,
    "heard_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),

    CONSTRAINT "otlp_marks_pkey" PRIMARY KEY ("actor","series")
);

-- CreateIndex
CREATE INDEX "otlp_sessions_heard_at_idx" ON "otlp_sessions"("heard_at");

-- CreateIndex
CREATE INDEX "otlp_marks_heard_at_idx" ON "otlp_marks"("heard_at");
